-- Excel for Mac starts a command through this script; it lies in
-- ~/Library/Application Scripts/com.microsoft.Excel/, the only place that Excel's sandbox allows.
-- The command runs by itself, for Excel answers no script while a macro waits. A line that can't be
-- started at all (no interpreter: status 127) is an error that the macro shows.
on startCommand(commandLine)
	do shell script commandLine & " > /dev/null 2>&1 &"
	return ""
end startCommand
