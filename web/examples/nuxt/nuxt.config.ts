// Nothing to configure for residua: Nuxt leaves it out of the server's bundle and takes its files along.
export default defineNuxtConfig({ compatibilityDate: '2026-01-01' });
