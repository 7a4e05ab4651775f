// What is not in index.html.

/** @type {Record<string, string>} */
export default {
  'answer.none': 'No photo yet',
  'answer.loading': 'Loading the photo…',
  'answer.thinking': 'Looking…',
  'answer.waiting': 'Waiting for the network…',
  'answer.needs': 'A network is needed first: open one below.',
  'answer.both': '{group}: {label}',
  'answer.group': '{group}, perhaps {label}',
  'answer.kind': '{sure}. Which kind is less certain.',
  'answer.unsure': 'Not sure',
  'answer.guess': 'Closest match: {label}. It may be something this network never learned.',
  'answer.novel': 'None of these',
  'answer.novel.about':
    'Unlike all photos that this network was taught with. The closest class is {label}.',
  'answer.several': '{sure}. Each label is judged separately, so the bars do not add up to 100%.',
  'answer.encoder': 'No classes',
  'answer.encoder.about':
    'This network turns the photo into {count} numbers, an embedding, and has no classes. Look inside to see how.',
  'answer.said': '{name}: {label}, {percent}. {sure}',
  'chip.loading': 'Loading…',
  'chip.bytes': 'Loading {title}: {done} of {total}',
  'chip.some': 'Loading {title}: {done}',
  'chip.build': 'Building {title}…',
  'chip.ready': '{title} is ready',
  'chip.missing': 'No network yet',
  'theme.dark': 'Dark',
  'theme.light': 'Light',
  'photo.alt': 'The photo {name}',
  'photo.pasted': 'Pasted photo',
  'sure.certain': 'Almost certainly',
  'sure.likely': 'Very likely',
  'sure.probable': 'Probably',
  'sure.perhaps': 'Perhaps',
  'sure.unsure': 'Uncertain; this is the best guess',
  'time.decode': 'decode',
  'time.preprocess': 'preprocess',
  'time.network': 'network',
  'address.hint': 'Link to an image: https://…',
  copied: 'Copied',
  dismiss: 'Dismiss',
  'link.asks': 'This link wants to download the network “{title}” from {host}. Download it?',
  'link.fetch': 'Download',
  'fail.invalid-image':
    '“{name}” is not an image that can be read. Try a JPEG, PNG, WebP, GIF or BMP file.',
  'fail.unsupported-image':
    '“{name}” is a kind of image that cannot be read here. Save it as JPEG or PNG and try again.',
  'fail.image-too-large':
    '“{name}” has more than 150 million pixels. Make it smaller and try again.',
  'fail.download-failed': '“{name}” could not be loaded. Check the connection and try again.',
  'fail.out-of-memory':
    'There is not enough memory for “{name}”. Close other tabs, or choose something smaller.',
  'fail.other': '“{name}” could not be classified. Try again, or choose another photo.',
  'fail.model': '“{name}” cannot be used as a network.',
  'fail.invalid-checkpoint':
    '“{name}” cannot be used as a network: the file is damaged or incomplete. Download it again, or choose another one.',
  'fail.unsupported-checkpoint':
    '“{name}” is not a ResNet of a kind that runs here. See the reason below.',
  'fail.invalid-option':
    'The class names or settings do not fit “{name}”. Correct them, or open the checkpoint alone.',
  'fail.unlisted': 'The list has no network “{name}”. Choose one below.',
  'fail.checksum-mismatch':
    'The download of “{name}” failed its checksum. Try again later, or open the file from this device.',
  'fail.unsupported-browser':
    'This browser cannot run the network: it lacks a WebAssembly feature. Use a newer browser.',
  'fail.no-answer': 'This network cannot classify: it has no classes, or its output is NaN.',
  'fail.kept': 'Still using the previous network.',
  'fail.builtin': 'Using the built-in network instead.',
  'fail.address':
    'That link could not be read. Its site may not allow other pages to read its images: save the image and drop the file here.',
  'fail.address.status':
    'The server of that link answered with {status}. Check the link and try again.',
  'fail.address.form': 'That is not a link of the form https://….',
  'fail.address.page': 'That link opens a web page. Use “Copy image address” instead.',
  'fail.address.ended':
    'The connection ended before the whole image arrived. Check it and try again.',
  again: 'Try again',
  'fail.part':
    'A part of this page could not be loaded. Check the connection and try again, or reload the page.',
  'fail.sample': 'That photo could not be loaded. Check the connection and try again.',
  'fail.dropped': 'That could not be read. Choose it with the buttons of this page instead.',
  'fail.copy': 'The browser does not allow copying here. Select the answer and copy it by hand.',
  'fail.dropped.nothing': 'There was no image or image link in that drop.',
  'fail.folder.empty': 'There are no images in that folder.',
  'fail.camera': 'The camera could not be opened. Try again, or choose a photo.',
  'fail.camera.denied': 'The camera is not allowed here. Allow it for this page and try again.',
  'fail.camera.absent': 'There is no camera here. Connect one, or choose a photo.',
  'fail.camera.busy':
    'The camera sends no picture. Another program may be using it: close that and try again.',
  'fail.camera.none':
    'Browsers allow a camera only over https or on localhost. Open this page that way, or choose a photo.',
  'fail.camera.ended': 'The camera stopped. Check that it is connected, and open it again.',
  'fail.camera.failed': 'The camera image could not be classified. Open the camera again.',
  'model.others':
    'There was more than one checkpoint; only “{name}” is opened. Open the other {count} one at a time.',
  'model.others.one':
    'There were two checkpoints; only “{name}” is opened. Open the other by itself.',
  'model.class': 'class {index}',
  'model.builtin': 'built-in network',
  'model.builtin.about': '{classes} classes',
  'model.here': 'on this site',
  'model.from': 'from {host}',
  'model.byhand': 'open from a file',
  'model.top1': 'ImageNet top-1 {value}',
  'model.cancel': 'Cancel',
  'camera.video': 'Camera image',
  'sample.dog': 'a German shepherd',
  'sample.macaw': 'a macaw',
  'sample.red-panda': 'a red panda',
  'sample.goldfish': 'a goldfish',
  'sample.koala': 'a koala',
  'sample.baseball': 'a baseball',
  'sample.cup': 'a cup',
  'sample.pan': 'a frying pan',
  'sample.credit': 'Photo: {author}, {licence}',
  'sample.public-domain': 'public domain',
  'offline.ready': 'This page also works without a connection.',
  'offline.partly':
    'Not all of this page could be stored, so parts of it need a connection. The next visit tries again.',
  'offline.kept': 'Stored on this device: {size}.',
  'offline.removed': 'No network is stored any more.',
  'offline.remove': 'Remove',
};
