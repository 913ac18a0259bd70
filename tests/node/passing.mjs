// Connects to the agents' socket, asks who it is, and hands the connection on. The first argument says how it is to be done; what was seen is printed, a line of JSON each.
import fs from 'node:fs';
import net from 'node:net';
import { fork, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [mode, path, go] = process.argv.slice(2);
const self = fileURLToPath(import.meta.url);
const print = (seen) => fs.writeSync(1, `${JSON.stringify({ mode, pid: process.pid, ...seen })}\n`);

// One request on a connection that stays open: the code of the refusal, which says what the kernel's peer is to Writ.
const ask = (socket) => new Promise((resolve) => {
  let text = '';
  const seen = (data) => {
    text += data;
    const code = /"code":"(W\d{4})"/.exec(text);
    if (code) { socket.off('data', seen); resolve(code[1]); }
  };
  socket.on('data', seen);
  socket.on('close', () => resolve('closed'));
  socket.write('GET /v1/task HTTP/1.1\r\nHost: localhost\r\n\r\n');
});
const connect = () => new Promise((resolve) => { const socket = net.connect(path, () => resolve(socket)); });
const told = () => new Promise((resolve) => { const look = setInterval(() => { if (fs.existsSync(go)) { clearInterval(look); resolve(); } }, 5); });

if (mode === 'inherit') {
  // The connection outlives this process in a child that has its descriptor.
  const socket = await connect();
  print({ code: await ask(socket) });
  spawn(process.execPath, [self, 'inherited', path, go], { stdio: ['ignore', 'inherit', 'inherit', socket], detached: true }).on('spawn', () => process.exit(0));
} else if (mode === 'inherited') {
  const socket = new net.Socket({ fd: 3 });
  print({ waiting: true });
  await told();
  print({ code: await ask(socket) });
  process.exit(0);
} else if (mode === 'pass') {
  // Over SCM_RIGHTS, while this process lives.
  const socket = await connect();
  const own = await ask(socket);
  const other = fork(self, ['passed', path, go], { execPath: process.env.OTHER_NODE, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  other.on('message', (message) => { if (message === 'ready') other.send('socket', socket); });
  other.on('exit', () => process.exit(0));
  print({ code: own });
} else if (mode === 'passed') {
  process.on('message', async (message, socket) => {
    const passed = await ask(socket);
    print({ code: passed, own: await ask(await connect()) });
    process.exit(0);
  });
  process.send('ready');
} else {
  print({ code: await ask(await connect()) });
  if (mode === 'hold') await told();
  process.exit(0);
}
