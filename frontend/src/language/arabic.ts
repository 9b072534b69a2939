import type { PortalTexts } from './portal-catalogue';

export const arabic: PortalTexts = {
  pages: {
    name: 'الصفحات',
    home: 'ChatKit RAG، الصفحة الرئيسية',
    chat: 'المحادثة',
    knowledge: 'المعرفة',
    floating: 'العائمة',
    apiKeys: 'مفاتيح الواجهة البرمجية',
  },
  greeting: {
    anybody: 'ماذا تريد أن تعرف؟',
    named: (name) => `مرحبًا ${name}، ماذا تريد أن تعرف؟`,
  },
  account: {
    name: 'الحساب والإعدادات',
    language: 'اللغة',
    signOut: 'تسجيل الخروج',
  },
  colours: {
    name: 'الألوان',
    light: 'فاتح',
    dark: 'داكن',
    system: 'حسب الجهاز',
  },
};
