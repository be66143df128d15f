#!/usr/bin/env python3
"""Start to exit, and start to the first prompt on a terminal. usage: startup.py PATRON

Wall-clock medians, the least, and processor seconds of a start: on a busy machine only the last two tell about the program."""
import json, os, pty, resource, select, statistics, subprocess, sys, tempfile, time

TIMES = 40

def processor():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime

def emit(task, peer, seconds, cpu):
    print(json.dumps(dict(task=task, peer=peer, n=len(seconds), seconds_median=round(statistics.median(seconds), 5),
                          seconds_least=round(min(seconds), 5), cpu_s=round(cpu / len(seconds), 5),
                          load1=os.getloadavg()[0], quality={})), flush=True)

def start(peer, line):
    seconds, before = [], processor()
    for _ in range(TIMES):
        t = time.perf_counter()
        subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - t)
    emit("startup_to_exit", peer, seconds, processor() - before)

def prompt_once(line):
    """Seconds until the first prompt, which ends with "> ", stands on a terminal."""
    begin = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm"
        os.execvp(line[0], line)
    seen, seconds = b"", None
    while seconds is None and time.perf_counter() - begin < 5:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError:
                break
            if b"> " in seen:
                seconds = time.perf_counter() - begin
    try:
        os.write(terminal, b"quit\n")
    except OSError:
        pass
    os.close(terminal)
    os.waitpid(child, 0)
    return seconds

def prompt(peer, line):
    before = processor()
    seconds = [s for s in (prompt_once(line) for _ in range(TIMES)) if s is not None]
    if seconds:
        emit("startup_to_prompt", peer, seconds, processor() - before)

patron = os.path.abspath(sys.argv[1])
os.chdir(tempfile.mkdtemp())
start("patron", [patron, "--version"])
prompt("patron", [patron, "--no-rc", "--plain", "-i"])
for peer, line in (("python3", ["/usr/bin/python3", "-c", "pass"]), ("sqlite3", ["sqlite3", ":memory:", "select 1"]),
                   ("pandas", ["/usr/bin/python3", "-c", "import pandas"]), ("R", ["Rscript", "-e", "1"])):
    try:
        if peer in ("pandas", "R"):
            TIMES = 3
        start(peer, line)
    except (OSError, subprocess.CalledProcessError):
        pass
