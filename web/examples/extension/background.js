// The background is a service worker, which can start no workers: an offscreen document of the extension classifies for it.
chrome.runtime.onInstalled.addListener(() => {
  chrome.contextMenus.create({ id: 'classify', title: 'What is this?', contexts: ['image'] });
});

chrome.contextMenus.onClicked.addListener(async ({ srcUrl }) => {
  const { predictions, error } = await classify(srcUrl);
  await chrome.action.setTitle({
    title: error ?? predictions.map(({ label }) => label).join(', '),
  });
});

/** Gives `{ predictions }` or `{ error }`, a sentence. */
async function classify(photo) {
  if (!(await chrome.offscreen.hasDocument())) {
    await chrome.offscreen.createDocument({
      url: 'offscreen.html',
      reasons: ['WORKERS'],
      justification: 'The network runs in a worker.',
    });
  }
  return chrome.runtime.sendMessage({ to: 'offscreen', photo });
}
