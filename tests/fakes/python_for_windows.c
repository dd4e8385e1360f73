/* python.exe or py.exe for tests/windows/test_batch.py: it notes its arguments in calls.txt beside it and ends with the
   exit code that stands in bundled.txt or any.txt (asked whether it suits) or run.txt there; 0 where there is none. */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

int wmain(int count, wchar_t **arguments) {
    wchar_t folder[1024], path[1200];
    const wchar_t *asked = L"run";
    char text[4096];
    int code = 0;
    GetModuleFileNameW(NULL, folder, 1024);
    *wcsrchr(folder, L'\\') = 0;
    swprintf(path, 1200, L"%ls\\calls.txt", folder);
    FILE *file = _wfopen(path, L"ab");
    for (int i = 1; i < count; i++) {
        WideCharToMultiByte(CP_UTF8, 0, arguments[i], -1, text, sizeof text, NULL, NULL);
        fprintf(file, i == 1 ? "%s" : "|%s", text);
        if (i > 1 && !wcscmp(arguments[i - 1], L"--suits")) asked = arguments[i];
    }
    fprintf(file, "\n");
    fclose(file);
    swprintf(path, 1200, L"%ls\\%ls.txt", folder, asked);
    file = _wfopen(path, L"rb");
    if (file) {
        fscanf(file, "%d", &code);
        fclose(file);
    }
    return code;
}
