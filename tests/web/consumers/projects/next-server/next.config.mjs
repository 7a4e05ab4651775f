// As the README says; `standalone` leaves in the server what its trace found, and nothing else.
export default {
  output: 'standalone',
  outputFileTracingRoot: new URL('..', import.meta.url).pathname,
  serverExternalPackages: ['residua'],
};
