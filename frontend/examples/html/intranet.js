const desk = document.getElementById('desk');
const log = document.getElementById('log');

document.getElementById('vacation').addEventListener('click', (event) => desk.send(event.target.textContent));

for (const chat of document.querySelectorAll('chat-kit')) {
  for (const name of ['ready', 'message-sent', 'answer-ended', 'error', 'sign-in-needed']) {
    chat.addEventListener(name, ({ detail }) => {
      const line = document.createElement('li');
      line.textContent = `${chat.id}: ${name} ${detail?.status ?? ''}`.trim();
      log.append(line);
    });
  }
}
