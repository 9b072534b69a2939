import { getToken } from './get-token.js';

const { src } = document.querySelector('script[src$="/embed/chat-kit.js"]');
const desk = document.getElementById('desk');
const log = document.getElementById('log');

document.getElementById('vacation').addEventListener('click', (event) => desk.send(event.target.textContent));

for (const chat of document.querySelectorAll('chat-kit')) {
  // behind one proxy the session of the chat says who is there
  if (new URL(src).origin !== location.origin) chat.getToken = getToken;
  for (const name of ['ready', 'message-sent', 'answer-ended', 'error', 'sign-in-needed']) {
    chat.addEventListener(name, ({ detail }) => {
      const line = document.createElement('li');
      line.textContent = `${chat.id}: ${name} ${detail?.status ?? ''}`.trim();
      log.append(line);
    });
  }
}
