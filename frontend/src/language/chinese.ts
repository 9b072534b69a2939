import type { PortalTexts } from './portal-catalogue';

export const chinese: PortalTexts = {
  pages: {
    name: '页面',
    home: 'ChatKit RAG，首页',
    chat: '聊天',
    knowledge: '知识库',
    floating: '悬浮窗',
    apiKeys: 'API 密钥',
  },
  greeting: {
    anybody: '您想了解什么？',
    named: (name) => `${name}，您好，想了解什么？`,
  },
  account: {
    name: '账户和设置',
    language: '语言',
    signOut: '退出登录',
  },
  colours: {
    name: '颜色',
    light: '浅色',
    dark: '深色',
    system: '跟随设备',
  },
};
