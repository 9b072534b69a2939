import type { PortalTexts } from '../portal-catalogue';

export const german: PortalTexts['personalData'] = {
  purpose: 'Alles, was von Ihnen gespeichert ist, gehört Ihnen: Nehmen Sie es mit, oder löschen Sie es.',
  take: 'Ihre Daten mitnehmen',
  takeMeans:
    'Eine Datei mit Ihrem Profil, Chats mit ihren Quellen, Dokumenten, API-Schlüsseln ohne ihren Text, und Ihrem Verbrauch. Wo es viel ist, kann es eine Weile dauern.',
  download: 'Herunterladen',
  delete: 'Ihr Konto löschen',
  deleteMeans:
    'Ihre Chats, privaten Dokumente, API-Schlüssel und Sitzungen werden sofort und endgültig gelöscht. Programme, die Ihre Schlüssel verwenden, werden abgewiesen.',
  sharedStay:
    'Dokumente, die Sie teilen, bleiben für die anderen und gehen an die Verwaltung. Löschen Sie sie vorher, wenn sie das nicht sollen.',
  question: 'Ihr Konto und alles darin löschen?',
  cannotBeUndone: 'Das lässt sich nicht rückgängig machen.',
  password: 'Ihr Passwort',
  cancel: 'Abbrechen',
  deleteNow: 'Konto löschen',
  deleting: 'Wird gelöscht…',
};
