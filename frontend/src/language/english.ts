export const english = {
  pages: {
    name: 'Pages',
    home: 'ChatKit RAG, home',
    chat: 'Chat',
    knowledge: 'Knowledge',
    floating: 'Floating',
    apiKeys: 'API keys',
  },
  greeting: {
    anybody: 'What would you like to know?',
    named: (name: string) => `Hello ${name}, what would you like to know?`,
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
