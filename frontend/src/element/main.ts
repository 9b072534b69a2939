import { ChatKitElement } from './chat-kit-element';

if (customElements.get('chat-kit') === undefined) {
  customElements.define('chat-kit', ChatKitElement);
}
