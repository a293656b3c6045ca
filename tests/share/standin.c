/* A stand-in for python.exe: appends to the file STANDIN_LOG (UTF-8) what it was called with, and leaves with 1.
   Asked for its version (-c) it leaves with the number in STANDIN_VERSION, 0 without it.
   With --start FILE it is Explorer: it starts the command line that stands in a UTF-8 file, letter by letter. */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

static void say(FILE *log, const wchar_t *name, const wchar_t *text)
{
    char line[32768];
    wchar_t whole[16384];
    _snwprintf(whole, 16384, L"%ls\t%ls", name, text);
    int length = WideCharToMultiByte(CP_UTF8, 0, whole, -1, line, sizeof line, NULL, NULL);
    if (length > 1)
        fwrite(line, 1, length - 1, log);
    fputs("\n", log);
}

static void say_variable(FILE *log, const wchar_t *name)
{
    wchar_t value[16384];
    if (GetEnvironmentVariableW(name, value, 16384))
        say(log, name, value);
}

static int start(const wchar_t *path)
{
    static char narrow[32768];
    static wchar_t line[32768];
    FILE *file = _wfopen(path, L"rb");
    narrow[fread(narrow, 1, sizeof narrow - 1, file)] = 0;
    fclose(file);
    MultiByteToWideChar(CP_UTF8, 0, narrow, -1, line, 32768);
    STARTUPINFOW look = {.cb = sizeof look};
    PROCESS_INFORMATION child;
    DWORD status = 255;
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &look, &child))
        return 254;
    WaitForSingleObject(child.hProcess, INFINITE);
    GetExitCodeProcess(child.hProcess, &status);
    return status;
}

int wmain(int count, wchar_t **words)
{
    wchar_t value[4096];
    if (count == 3 && !wcscmp(words[1], L"--start"))
        return start(words[2]);
    for (int at = 1; at < count; at++)
        if (!wcscmp(words[at], L"-c"))
            return GetEnvironmentVariableW(L"STANDIN_VERSION", value, 4096) ? _wtoi(value) : 0;
    if (!GetEnvironmentVariableW(L"STANDIN_LOG", value, 4096))
        return 3;
    FILE *log = _wfopen(value, L"ab");
    if (!log)
        return 4;
    for (int at = 1; at < count; at++)
        say(log, L"word", words[at]);
    say_variable(log, L"KAOHE_LINE");
    say_variable(log, L"KAOHE_LAUNCHER");
    fclose(log);
    return 1;
}
