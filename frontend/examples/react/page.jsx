import { useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { getToken } from './get-token.js';

/** A page of a portal with the chat in it: events come as `on` and their name, and methods are called on the element. */
function Page() {
  const chat = useRef(null);
  const [last, setLast] = useState('Nothing was asked yet.');

  async function signOut() {
    await fetch('/session', { method: 'DELETE' });
    await chat.current.signOut();
  }

  return (
    <main>
      <h1>Intranet</h1>
      <button type="button" onClick={() => chat.current.send('How do I connect a PostgreSQL server?')}>
        Ask about PostgreSQL
      </button>{' '}
      <button type="button" onClick={signOut}>
        Leave
      </button>
      <chat-kit
        ref={chat}
        mode="inline"
        greeting="What would you like to know?"
        getToken={getToken}
        onmessage-sent={() => setLast('Asked.')}
        onanswer-ended={({ detail }) => setLast(`Answered: ${detail.status}.`)}
        onsign-in-needed={() => setLast('Nobody is signed in.')}
      />
      <p id="last" role="status">
        {last}
      </p>
    </main>
  );
}

createRoot(document.getElementById('page')).render(<Page />);
