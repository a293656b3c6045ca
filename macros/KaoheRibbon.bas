Attribute VB_Name = "KaoheRibbon"
Option Explicit

' The one entry of all buttons. A button's tag is the command word, with its options behind it.
Public Sub OnAction(ByVal control As Object)
    KaoheRun.RunCommand control.Tag
End Sub
