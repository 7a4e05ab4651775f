// `export` makes a folder for a static host; without it a server renders the page, which imports the module there too.
export default { output: 'export', serverExternalPackages: ['residua'] };
