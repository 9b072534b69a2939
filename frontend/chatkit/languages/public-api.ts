export { provideCatalogue, type Catalogue } from './catalogue';
export { closestLanguage, languageCodes, type Direction, type LanguageCode } from './language-code';
export { Language, injectTexts, injectWording } from './language';
export type { KitTexts, Translation } from './kit-texts';
export type { ProblemTexts } from './problems/english';
export { provideChatKitLanguage } from './provide-chat-kit-language';
export { wordingIn, type Plural, type PluralForms, type Wording } from './wording';
