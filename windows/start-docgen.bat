@echo off
rem Finds a Python and hands over to install.py, which does the rest. docs/windows.md tells users about it,
rem docs/decisions.md why it is written like this; bundle.py writes the copy that users get: CRLF, code page 936.
setlocal
set "HERE=%~dp0"
set "PYTHON="
set "PYTHONHOME="
set "PYTHONPATH="
set "PYTHON_MANAGER_AUTOMATIC_INSTALL=0"
if not exist "%HERE%install.py" goto not_unpacked

rem First a Python for which this folder has wheels, then any other that docgen runs on.
set "WANTED=bundled"
call :find_python
set "WANTED=any"
if not defined PYTHON call :find_python
if not defined PYTHON goto no_python

%PYTHON% -I "%HERE%install.py" %*
exit /b %errorlevel%

rem With .exe, since a batch file of that name, as pyenv makes, would not return here.
:find_python
call :try "%HERE%python\python.exe"
for %%v in (@PYTHONS@) do call :try py.exe -%%v
call :try py.exe -3
call :try python.exe
call :try python3.exe
for %%v in (@PYTHONS@) do call :try "%LOCALAPPDATA%\Python\pythoncore-%%v-64\python.exe"
for %%v in (@FOLDERS@) do call :try "%LOCALAPPDATA%\Programs\Python\%%v\python.exe"
for %%v in (@FOLDERS@) do call :try "%ProgramFiles%\%%v\python.exe"
for %%d in ("%USERPROFILE%" "%LOCALAPPDATA%" "%ProgramData%") do call :try "%%~d\anaconda3\python.exe"
for %%d in ("%USERPROFILE%" "%LOCALAPPDATA%" "%ProgramData%") do call :try "%%~d\miniconda3\python.exe"
exit /b 0

rem The stub of the Store answers with an error when it is given arguments, so it is passed over like a missing file.
:try
if defined PYTHON exit /b 0
%* -I "%HERE%install.py" --suits %WANTED% >nul 2>nul
if errorlevel 1 exit /b 0
if not errorlevel 0 exit /b 0
set PYTHON=%*
exit /b 0

:no_python
chcp 936 >nul
echo.
echo   没有找到能用的 Python。docgen 要用 64 位的 Python，版本为：@PYTHONS@
echo.
echo   安装 Python 不需要管理员权限：
echo     1. 取得 Windows 64 位的安装程序，文件名类似 python-3.13.x-amd64.exe：
echo        从 Python 官方网站、单位的软件中心取得，或者由别的电脑下载后拷过来；
echo     2. 双击它，勾选“Add python.exe to PATH”，点“Install Now”，
echo        “Use admin privileges when installing py.exe”一项可以不选；
echo     3. 装好以后，再双击一次 start-docgen.bat。
echo.
echo   也可以把别的电脑上装好的 Python 整个文件夹拷到这里，取名 python，
echo   里面直接就是 python.exe。详见同一文件夹里的“说明.txt”。
echo.
pause
exit /b 9

:not_unpacked
chcp 936 >nul
echo.
echo   旁边没有 install.py：压缩包还没有解压，或者只拷出了一部分。
echo.
echo   请右键点压缩包，选“全部解压缩”，再到解压出来的文件夹里双击 start-docgen.bat。
echo.
pause
exit /b 9
