import type { PortalTexts } from './portal-catalogue';

export const german: PortalTexts = {
  pages: {
    name: 'Seiten',
    home: 'ChatKit RAG, Startseite',
    chat: 'Chat',
    knowledge: 'Wissen',
    floating: 'Schwebend',
    apiKeys: 'API-Schlüssel',
  },
  greeting: {
    anybody: 'Was möchten Sie wissen?',
    named: (name) => `Hallo ${name}, was möchten Sie wissen?`,
  },
  account: {
    name: 'Konto und Einstellungen',
    language: 'Sprache',
    signOut: 'Abmelden',
  },
  colours: {
    name: 'Farben',
    light: 'Hell',
    dark: 'Dunkel',
    system: 'Wie das Gerät',
  },
};
