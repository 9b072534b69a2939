export const english = {
  purpose: 'Everything that is kept of you is yours: take it with you, or delete it.',
  take: 'Take your data with you',
  takeMeans:
    'One file with your profile, chats with their sources, documents, API keys without their text, and usage. It may take a while where there is much.',
  download: 'Download',
  delete: 'Delete your account',
  deleteMeans:
    'Your chats, private documents, API keys and sessions are deleted at once and for good. Programs that use your keys are refused.',
  sharedStay:
    'Documents that you share stay for the others, and go to an administrator. Delete them first if they should not.',
  question: 'Delete your account and everything in it?',
  cannotBeUndone: 'This cannot be undone.',
  password: 'Your password',
  cancel: 'Cancel',
  deleteNow: 'Delete account',
  deleting: 'Deleting…',
};
