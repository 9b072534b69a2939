import type { KitTexts } from '../kit-texts';

export const german: KitTexts['problems'] = {
  offline: {
    title: 'Der Server ist nicht erreichbar',
    advice: 'Prüfen Sie Ihre Verbindung und versuchen Sie es dann erneut.',
  },
  bad_request: {
    title: 'Diese Anfrage wurde nicht verstanden',
    advice: 'Laden Sie die Seite neu und versuchen Sie es erneut.',
  },
  unauthenticated: { title: 'Sie sind abgemeldet', advice: 'Melden Sie sich wieder an, um fortzufahren.' },
  forbidden: {
    title: 'Dazu fehlt Ihnen die Berechtigung',
    advice: 'Bitten Sie die Person, die dieses Portal betreibt, um Zugriff.',
  },
  insufficient_scope: {
    title: 'Dieser API-Schlüssel ist dafür nicht vorgesehen',
    advice: 'Erstellen Sie einen Schlüssel mit der passenden Berechtigung und verwenden Sie diesen.',
  },
  session_required: { title: 'Mit API-Schlüsseln geht das nicht', advice: 'Melden Sie sich an und tun Sie es selbst.' },
  sign_in_refused: { title: 'Das Portal kann Sie nicht anmelden', advice: 'Melden Sie sich beim Chat selbst an.' },
  not_found: {
    title: 'Das gibt es hier nicht mehr',
    advice: 'Vielleicht wurde es gelöscht. Beginnen Sie einen neuen Chat oder wählen Sie einen anderen.',
  },
  conflict: {
    title: 'Inzwischen hat sich etwas geändert',
    advice: 'Laden Sie die Seite neu und versuchen Sie es erneut.',
  },
  turn_running: {
    title: 'Hier wird gerade eine andere Antwort geschrieben',
    advice: 'Warten Sie, bis sie fertig ist, oder halten Sie sie an. Senden Sie Ihre Frage danach erneut.',
  },
  precondition_failed: {
    title: 'Das hat inzwischen jemand geändert',
    advice: 'Laden Sie die Seite neu, um den jetzigen Stand zu sehen, und versuchen Sie es dann erneut.',
  },
  key_reused: {
    title: 'Diese Frage wurde schon gesendet',
    advice: 'Kopieren Sie den Text und stellen Sie ihn als neue Frage.',
  },
  payload_too_large: {
    title: 'Das ist zu lang',
    advice: 'Kürzen Sie es, oder teilen Sie es in mehrere Teile.',
  },
  unsupported_media_type: {
    title: 'Diese Art von Datei wird nicht unterstützt',
    advice: 'Wählen Sie eine Markdown-, Text-, HTML-, PDF- oder Word-Datei (.docx).',
  },
  unreadable_file: {
    title: 'Diese Datei ist nicht lesbar',
    advice: 'Vielleicht ist sie beschädigt, mit einem Passwort geschützt oder enthält nur Bilder.',
  },
  url_refused: {
    title: 'Diese Adresse wird nicht abgerufen',
    advice:
      'Nur öffentliche Seiten sind erlaubt: Prüfen Sie die Adresse, oder speichern Sie die Seite und fügen Sie die Datei hinzu.',
  },
  url_unreachable: {
    title: 'Diese Seite konnte nicht abgerufen werden',
    advice: 'Öffnen Sie sie im Browser, um zu sehen, ob es sie gibt, und versuchen Sie es dann erneut.',
  },
  empty_content: { title: 'Es gibt nichts zu senden', advice: 'Schreiben Sie zuerst eine Frage.' },
  quota_exceeded: {
    title: 'Ihr Kontingent für heute ist aufgebraucht',
    advice: 'Fragen Sie morgen weiter, oder bitten Sie die Person, die dieses Portal betreibt, um mehr.',
  },
  rate_limited: { title: 'Zu viele Anfragen', advice: 'Warten Sie eine Minute und versuchen Sie es dann erneut.' },
  internal: {
    title: 'Auf dem Server ist etwas schiefgegangen',
    advice: 'Versuchen Sie es erneut. Wenn es dabei bleibt, sagen Sie der Person Bescheid, die dieses Portal betreibt.',
  },
  unavailable: {
    title: 'Der Server ist ausgelastet oder startet gerade neu',
    advice: 'Versuchen Sie es gleich noch einmal.',
  },
  model_unavailable: {
    title: 'Das Sprachmodell ist nicht erreichbar',
    advice: 'Versuchen Sie es gleich noch einmal.',
  },
  model_refused: {
    title: 'Das Sprachmodell hat diese Frage abgelehnt',
    advice: 'Formulieren Sie sie anders und fragen Sie erneut.',
  },
  model_rate_limited: {
    title: 'Das Sprachmodell ist an seiner Grenze',
    advice: 'Warten Sie eine Minute und versuchen Sie es dann erneut.',
  },
  model_timeout: {
    title: 'Das Sprachmodell hat zu lange gebraucht',
    advice: 'Versuchen Sie es erneut, oder stellen Sie eine kürzere Frage.',
  },
  model_interrupted: {
    title: 'Das Sprachmodell hat mittendrin aufgehört',
    advice: 'Versuchen Sie es erneut, um eine vollständige Antwort zu bekommen.',
  },
  interrupted: {
    title: 'Die Antwort wurde unterbrochen',
    advice: 'Versuchen Sie es erneut, um eine vollständige Antwort zu bekommen.',
  },
};
