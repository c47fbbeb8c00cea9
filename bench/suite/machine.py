# SPDX-License-Identifier: Apache-2.0
"""The machine that is measured on, and whether it is quiet."""
import datetime
import os
import pathlib
import platform
import re
import subprocess
import time


def cores():
    """(client's, server's): the first two that this process may use, or twice the only one."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[min(1, len(usable) - 1)]


def busy_share(seconds=1.0):
    """Of all cores, while this process sleeps."""
    def times():
        first = pathlib.Path("/proc/stat").read_text().split("\n")[0]
        numbers = [int(number) for number in first.split()[1:]]
        return sum(numbers[:8]), numbers[3] + numbers[4]
    total, idle = times()
    time.sleep(seconds)
    total_after, idle_after = times()
    return 1 - (idle_after - idle) / max(total_after - total, 1)


def version_of(command, pattern=r"(\d+\.\d+[\d.]*)"):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except OSError:
        return ""
    match = re.search(pattern, done.stdout + done.stderr)
    return match[1] if match else ""


def is_optimised(build):
    """By CMake's own record of the build."""
    cache = pathlib.Path(build, "CMakeCache.txt")
    values = dict(re.findall(r"^(\w+):\w+=(.*)$", cache.read_text() if cache.exists() else "", re.M))
    kind = values.get("CMAKE_BUILD_TYPE", "").upper()
    flags = f"{values.get('CMAKE_CXX_FLAGS', '')} {values.get(f'CMAKE_CXX_FLAGS_{kind}', '')}"
    return (re.findall(r"-O(\S+)", flags) or ["0"])[-1] != "0"


def describe(root, build):
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*: (.*)", info)
    memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    clock = pathlib.Path("/sys/devices/system/clocksource/clocksource0/current_clocksource")
    commit = subprocess.run(["git", "-C", root, "describe", "--always", "--dirty"],
                            capture_output=True, text=True)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "cpu": model[1] if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(memory[1]) / 2**20),
        "kernel": ".".join(platform.release().split(".")[:2]),
        "clock": clock.read_text().strip() if clock.exists() else "",
        "nginx": version_of([nginx_program(), "-v"]),
        "libcurl": version_of(["curl-config", "--version"]),
        "is_optimised": is_optimised(build),
        "commit": commit.stdout.strip(),
        "busy_before": round(busy_share(), 3),
    }


def nginx_program():
    for folder in os.environ.get("PATH", "").split(":") + ["/usr/sbin"]:
        program = pathlib.Path(folder, "nginx")
        if program.is_file():
            return str(program)
    return "nginx"


def in_words(machine):
    """One line for the page, without anything that names this machine."""
    build = "an optimised build" if machine["is_optimised"] else "a build without optimisation"
    line = (f"{machine['date']}, {build}, {machine['cpu']}, "
            f"{machine['cores']} cores, {machine['memory_gib']} GiB, Linux {machine['kernel']}, "
            f"nginx {machine['nginx']}, libcurl {machine['libcurl']}")
    if machine["busy_before"] > 0.1:
        line += f"; **the machine was {machine['busy_before'] * 100:.0f} % busy with something else**"
    return line
