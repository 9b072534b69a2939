import presets from 'jest-preset-angular/presets/index.js';

const preset = presets.createEsmPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' });

/** @type {import('jest').Config} */
export default {
  ...preset,
  transform: { ...preset.transform, '@lucide/angular/.+\\.mjs$': '<rootDir>/jest-icons.setup.mjs' },
  transformIgnorePatterns: ['node_modules/(?!tslib|@lucide)'],
  rootDir: '.',
  testEnvironment: '<rootDir>/jest-environment.setup.mjs',
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/chatkit/**/*.spec.ts'],
  setupFilesAfterEnv: ['<rootDir>/jest.setup.ts'],
  moduleNameMapper: {
    ...preset.moduleNameMapper,
    '^@chatkit/angular$': '<rootDir>/chatkit/public-api.ts',
    '^@chatkit/angular/languages$': '<rootDir>/chatkit/languages/public-api.ts',
    '^@chatkit/angular/testing$': '<rootDir>/chatkit/testing/public-api.ts',
  },
};
