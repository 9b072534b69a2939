import type { PortalTexts } from '../portal-catalogue';

export const chinese: PortalTexts['personalData'] = {
  purpose: '保存的关于您的一切都属于您：您可以带走，也可以删除。',
  take: '带走您的数据',
  takeMeans: '一个文件，包含您的个人资料、聊天及其来源、文档、不含内容的 API 密钥和用量。数据较多时可能需要一些时间。',
  download: '下载',
  delete: '删除您的账户',
  deleteMeans: '您的聊天、私有文档、API 密钥和会话会立即永久删除。使用您密钥的程序会被拒绝。',
  sharedStay: '您共享的文档会为其他人保留，并转给管理员。如果不希望如此，请先删除它们。',
  question: '删除您的账户及其中的一切？',
  cannotBeUndone: '此操作无法撤销。',
  password: '您的密码',
  cancel: '取消',
  deleteNow: '删除账户',
  deleting: '正在删除…',
};
