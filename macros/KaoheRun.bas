Attribute VB_Name = "KaoheRun"
Option Explicit

' Starts   pythonw -m kaohe_xl.ribbon WORD --wb=PATH --from_xl=1 --hwnd=N   for the workbook in front.
' One text for Excel on Windows and on Mac, WPS and LibreOffice. The rules that it keeps:
' - LibreOffice ignores the #If lines and compiles what stands between them; so they only hide a name
'   that another program lacks, inside of an ordinary branch that is chosen when it runs;
' - no Declare, no type of the Office library, nothing but ASCII: sentences stand in the sheet "kaohe.conf";
' - no decision about the office's data: those are all made in Python.

' Returns "" where the command was started, else why it wasn't: LibreOffice swallows runtime errors.
Public Function RunCommand(ByVal words As String) As String
    Dim book As Object
    Dim sentence As String
    On Error GoTo failed
    Set book = FrontBook()
    If book Is Nothing Then
        sentence = Conf("no_book")
    ElseIf Platform() = "win" Then
        sentence = StartOnWindows(CommandLine(words, BookPath(book), """"))
    ElseIf Platform() = "mac" Then
        sentence = StartOnMac(CommandForMac(words, BookPath(book)))
    Else
        sentence = StartElsewhere(CommandLine(words, BookPath(book), """"))
    End If
    If sentence <> "" Then Tell sentence
    RunCommand = sentence
    Exit Function
failed:
    sentence = Err.Description
    sentence = Conf("not_started") & Chr(10) & sentence
    Tell sentence
    RunCommand = sentence
End Function

' LibreOffice counts an open add-in among the workbooks; Excel never does.
Private Function FrontBook() As Object
    Set FrontBook = ActiveWorkbook
    If FrontBook Is Nothing Then Exit Function
    If LCase(Right(FrontBook.Name, 5)) = ".xlam" Then Set FrontBook = Nothing
End Function

' Excel goes on answering Python's calls while it waits; nobody can type into a cell meanwhile.
Private Function StartOnWindows(ByVal command As String) As String
    Dim host As Object
    Dim variables As Object
    Dim before As String
    Dim code As Long
    If Not CreateObject("Scripting.FileSystemObject").FileExists(Conf("python")) Then
        StartOnWindows = Conf("no_python") & Chr(10) & Conf("python")
        Exit Function
    End If
    Set host = CreateObject("WScript.Shell")
    Set variables = host.Environment("Process")
    before = variables.Item("PYTHONPATH")
    If Conf("pythonpath") <> "" Then variables.Item("PYTHONPATH") = Conf("pythonpath")
    code = host.Run(command, 0, True)
    If Conf("pythonpath") <> "" Then variables.Item("PYTHONPATH") = before
    If code <> 0 And code <> 11 And code <> 12 Then StartOnWindows = Conf("stopped") & Chr(10) & code
End Function

' Excel for Mac answers no script while a macro waits: the command runs by itself.
Private Function StartOnMac(ByVal command As String) As String
#If Mac Then
    AppleScriptTask "kaohe_xl.applescript", "startCommand", command
#End If
End Function

Private Function StartElsewhere(ByVal command As String) As String
    If Dir(Conf("python")) = "" Then
        StartElsewhere = Conf("no_python") & Chr(10) & Conf("python")
        Exit Function
    End If
    If Conf("pythonpath") <> "" Then
        command = "/usr/bin/env " & Quoted("PYTHONPATH=" & Conf("pythonpath"), """") & " " & command
    End If
    Shell command, 0
End Function

Private Function CommandLine(ByVal words As String, ByVal path As String, ByVal mark As String) As String
    CommandLine = Quoted(Conf("python"), mark) & " -m kaohe_xl.ribbon " & words & " " & Quoted("--wb=" & path, mark)
    CommandLine = CommandLine & " --from_xl=1 --hwnd=" & WindowNumber()
End Function

' For the shell, which the script hands it to; status 127 is its word for a program that isn't there.
Private Function CommandForMac(ByVal words As String, ByVal path As String) As String
    Dim python As String
    python = Quoted(Conf("python"), "'")
    CommandForMac = CommandLine(words, path, "'")
    If Conf("pythonpath") <> "" Then CommandForMac = "PYTHONPATH=" & Quoted(Conf("pythonpath"), "'") & " " & CommandForMac
    CommandForMac = "test -x " & python & " || exit 127; " & CommandForMac
End Function

' The number of Excel's window, by which Python finds this Excel among several; 0 where there is none.
Private Function WindowNumber() As String
    WindowNumber = "0"
    If Platform() = "win" Then WindowNumber = CStr(CallByName(Application, "Hwnd", 2))
End Function

Private Function Platform() As String
    Dim system As String
    system = LCase(Application.OperatingSystem)
    Platform = "other"
    If InStr(system, "windows") > 0 Then Platform = "win"
    If InStr(system, "mac") > 0 Then Platform = "mac"
End Function

' A value of the sheet that the installer wrote; "" for one that isn't there.
Private Function Conf(ByVal name As String) As String
    Dim row As Long
    For row = 1 To 30
        If ThisWorkbook.Worksheets("kaohe.conf").Cells(row, 1).Value = name Then
            Conf = ThisWorkbook.Worksheets("kaohe.conf").Cells(row, 2).Value
            Exit Function
        End If
    Next
End Function

' LibreOffice's FullName lacks the folder.
Private Function BookPath(ByVal book As Object) As String
    BookPath = book.FullName
    If BookPath = book.Name And book.Path <> "" Then BookPath = book.Path & Application.PathSeparator & book.Name
End Function

' Names of files hold no double quotes on Windows; on a Mac single ones are closed, written and opened again.
Private Function Quoted(ByVal text As String, ByVal mark As String) As String
    If mark = "'" Then text = Replace(text, "'", "'\''")
    Quoted = mark & text & mark
End Function

Private Sub Tell(ByVal sentence As String)
    MsgBox sentence, 48, Conf("title")
End Sub
