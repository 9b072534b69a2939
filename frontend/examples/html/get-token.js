/** Has our own server ask for a token of who is signed in here; null where nobody is. */
export async function getToken() {
  const answer = await fetch('/chat-token', { method: 'POST' });
  return answer.json();
}
