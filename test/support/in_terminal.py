"""Runs a command in a terminal of 80x24 and prints as JSON when it wrote first, how long Ctrl-C took to be answered, and how it ended.

Arguments: seconds until Ctrl-C (-1 for never), a text that answers it, the command.
"""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

interrupt_after, answer, command = float(sys.argv[1]), sys.argv[2], sys.argv[3:]
started = time.monotonic()
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

first = sent = answered = None
written = ""
while True:
    now = time.monotonic() - started
    if sent is None and 0 <= interrupt_after <= now:
        os.write(terminal, b"\x03")
        sent = now
    if select.select([terminal], [], [], 0.01)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        now = time.monotonic() - started
        first = now if first is None else first
        written += data.decode(errors="replace")
        if sent is not None and answered is None and answer in written:
            answered = now - sent
status = os.waitpid(pid, 0)[1]
print(json.dumps({"first": first, "answered": answered, "code": os.waitstatus_to_exitcode(status), "written": written}))
