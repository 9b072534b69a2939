export const english = {
  pages: {
    name: 'Pages',
    home: 'ChatKit RAG, home',
    chat: 'Chat',
    knowledge: 'Knowledge',
    floating: 'Floating',
    apiKeys: 'API keys',
  },
  account: {
    name: 'account and settings',
    language: 'Language',
    signOut: 'Sign out',
  },
  colours: {
    name: 'Colours',
    light: 'Light',
    dark: 'Dark',
    system: 'As the device',
  },
};
