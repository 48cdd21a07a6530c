import type { RowText } from '../row.ts'

/** Programs that run others, and those about processes and users. */
export const system: Readonly<Record<string, RowText>> = {
  env: { inner: 0, assigns: true, val: 'u unset=any; C chdir=path; S split-string=code', att: 'block-signal default-signal ignore-signal=any' },
  'sudo doas': { inner: 0, assigns: true, val: 'u user g group p prompt C close-from h host r role t type T command-timeout U other-user=any; D chdir R chroot=path; A=code', att: 'preserve-env=code' },
  'nohup setsid time command exec builtin catchsegv': { inner: 0, val: 'f format o output=any' },
  'nice ionice chrt taskset': { inner: 0, val: 'n adjustment classdata c class p pid=any' },
  timeout: { inner: 1, ops: 'any', val: 's signal k kill-after=any' },
  stdbuf: { inner: 0, val: 'i input o output e error=any' },
  chroot: { inner: 1, ops: 'path', val: 'userspec groups=any' },
  'unshare nsenter setpriv prlimit cgexec': { inner: 0, val: 't target S G setuid setgid reuid regid g=any; R root w wd=path' },
  'fakeroot proot tini dumb-init dbus-run-session xvfb-run eatmydata ltrace valgrind perf numactl': { inner: 0, val: 's server-args n a e p o=any' },
  strace: { inner: 0, val: 'o=local; e s p u a O P S b E=any' },
  gosu: { inner: 1, ops: 'any' },
  'su runuser': { ops: 'any any code', val: 'c command session-command s shell=code; g group G w=any' },
  'watch script parallel entr ts-watch nodemon concurrently': { ops: 'code', stops: true, val: 'n interval c command=code' },
  flock: { inner: 1, ops: 'path', val: 'w wait timeout E conflict-exit-code=any; c command=code' },
  'systemd-run': { inner: 0, val: 'u unit p property uid gid slice description=any; E setenv=assign' },
  'busybox toybox': { inner: 0 },
  xargs: { inner: 0, reader: 'xargs', val: 'I n max-args L P max-procs s max-chars d delimiter E=any; a arg-file=path', att: 'i replace l max-lines e eof=any' },
  kill: { ops: 'pid', val: 's signal=any', signals: true },
  'pkill killall pgrep pidof': { ops: 'any', dd: true, signals: true, nothing: 1, val: 'u euid U uid g pgroup G group P parent s session t terminal signal n ns=any; F pidfile=path' },
  'ps top htop vmstat iostat free uptime who w id groups hostname uname getent tty lsblk lscpu dmesg': { ops: 'any', val: 'o O p pid q u U C t g G s format sort n d=any', att: 'forest=any' },
  'systemctl service journalctl loginctl launchctl': { ops: 'any', val: 'u unit n lines S since U until o output t type p property state M machine H host=any' },
  'useradd usermod userdel groupadd passwd chpasswd adduser': { ops: 'any', dd: true, val: 'd home s shell g gid G groups u uid c comment p password e expiredate=line' },
  which: { ops: 'any' },
  type: { ops: 'any' },
}
