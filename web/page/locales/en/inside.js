// What is said in the laboratory.

export default {
  'inside.title': 'Inside the network',
  'inside.lead':
    'A ResNet in chapters, with the real numbers of your photo. Left and right arrow keys walk the map, Escape closes.',
  'inside.close': 'Close',
  'inside.running': 'Running the network…',
  'inside.photo': 'photo',
  'inside.photo.seen': 'The part of the photo that the network sees',
  'inside.stem': 'stem',
  'inside.stage': 'stage {n}',
  'inside.block.of': 'stage {stage}, block {n}',
  'inside.head': 'head',
  'inside.frozen': 'frozen',
  'inside.learnt': 'last layer learned by teaching',
  'inside.frozen.about': 'frozen: taken over as it was',
  'inside.learnt.about': 'its last layer was learned by teaching',
  'inside.size': '{height} × {width} × {channels}',
  'inside.about.encoder':
    'The head averages every channel over the whole photo. This network has no classes: these {channels} numbers are its output.',
  'inside.channel': 'Channel',
  'inside.shortcut': 'shortcut: x',
  'inside.branch': 'residual: F(x)',
  'inside.sum': 'sum: x + F(x)',
  'inside.cam.map': 'Evidence for {label}',
  'inside.skip': 'Without skip connections',
  'inside.failed': 'This network cannot be shown from inside.',

  'lab.chapters': 'Chapters',
  'lab.stem': 'Stem',
  'lab.body': 'Body',
  'lab.block': 'Block',
  'lab.skips': 'Why skip connections',
  'lab.head': 'Head',
  'lab.training': 'Training',
  'lab.previous': 'Previous',
  'lab.next': 'Next',
  'lab.type.basic': 'residual block (3×3, 3×3)',
  'lab.type.bottleneck': 'bottleneck block (1×1, 3×3, 1×1)',
  'lab.arc.identity': 'identity shortcut',
  'lab.arc.projection': 'projection shortcut',
  'lab.arc.pooled-projection': 'pooled projection shortcut',
  'lab.arc.padding': 'zero-padded shortcut',
  'lab.sees': 'each place sees {size} × {size} pixels',
  'lab.parameters': '{value} parameters',
  'lab.multiplications': '{value} multiplications',
  'lab.overlay': 'Map over photo',
  'lab.place': 'Place {x}, {y}: {value}. Its receptive field is {size} × {size} pixels.',
  'lab.map.of': 'Channel {channel} of {part}',
  'lab.map.filter': 'Filter {n} over the photo',
  'lab.right': 'Yes.',
  'lab.wrong': 'Not quite.',
  'lab.reveal': 'Show the answer',

  'lab.stem.about':
    'The stem is the network’s first part. It slides {filters} small filters of {size} pixels over the photo, {stride} pixels at a time. At each place a filter multiplies the pixels by its own numbers and adds up the products (a convolution). The sums of one filter form one map, called a channel: {input} numbers become {output}.',
  'lab.guess.stem': 'What do you expect these filters to find?',
  'lab.guess.stem.objects': 'whole objects',
  'lab.guess.stem.edges': 'edges and colours',
  'lab.guess.stem.names': 'the names of things',
  'lab.guess.stem.reveal':
    'A filter is a few pixels wide, so it can only find what fits there: edges, colours, spots. Everything larger is put together later.',
  'lab.filters': 'The filters',
  'lab.filters.about':
    'As the network learned them: grey is zero, a colour is what a filter looks for. Choose one.',
  'lab.filter.n': 'Filter {n} of {total}',
  'lab.sum': 'One place, one sum',
  'lab.slide': 'Slide the filter over the photo',
  'lab.sum.pixels': 'pixels (mean of the three colours; blue: dark, red: bright)',
  'lab.sum.filter': 'filter',
  'lab.sum.products': 'products',
  'lab.sum.numbers':
    '{products} products: {positive} from the positive ones, {negative} from the negative ones, and the bias {bias} make {total}. The network’s own number: {network}.',
  'lab.steps': 'Step by step',
  'lab.step.conv': 'convolution, batch norm',
  'lab.step.activation': 'activation',
  'lab.step.pool': 'max pooling',
  'lab.steps.about':
    'Batch norm multiplies each channel by one number and adds another. After training, the first is merged into the filter; the second becomes the bias, which is added to every sum (here {bias}). The activation sets negative values to zero. If the stem has pooling, it keeps the largest of neighbouring values.',
  'lab.steps.several':
    'This stem has {convolutions} convolutions; the first one is shown. Batch norm is multiplied into the filter and leaves the bias {bias}. The activation sets what is below zero to zero.',

  'lab.body.about':
    'The body is a list of stages, {blocks}: {blocksCount} blocks in all. The first block of a stage may make the maps smaller and the channels more.',
  'lab.body.stage1':
    'Here are {height} × {width} places with {channels} channels each. Edges join into corners, lines and simple textures.',
  'lab.body.stage2':
    'Here are {height} × {width} places with {channels} channels each: less “where”, more “what”. Textures join into patterns such as fur, mesh or petals.',
  'lab.body.stage3':
    'Here are {height} × {width} places with {channels} channels each. A place sees a large part of the photo, and patterns join into parts of things.',
  'lab.body.stage4':
    'Here are {height} × {width} places with {channels} channels each. A channel says that something large, a face or a wheel perhaps, is there.',
  'lab.guess.body':
    'From the first block to the last: does the network keep more numbers or fewer?',
  'lab.guess.body.more': 'more',
  'lab.guess.body.same': 'as many',
  'lab.guess.body.less': 'fewer',
  'lab.guess.body.reveal':
    '{first} are {before} numbers, {last} are {after}. Width and height shrink faster than channels grow.',
  'lab.patches': 'Where this channel is strongest in your photos',
  'lab.patches.search': 'Search {count} photos',
  'lab.patches.progress': '{done} of {count} photos searched',
  'lab.order': 'Channels by',
  'lab.order.usual': 'this photo against usual',
  'lab.order.answer': 'for this answer',
  'lab.order.plain.about':
    'The strongest channels come first. There are no sample photos here to compare with.',
  'lab.channel.plain': 'Channel {channel} of {total}: {value} on average here',
  'lab.order.usual.about':
    'First come channels that are stronger here than on the page’s {photos} sample photos. Channels that are always on come last.',
  'lab.order.answer.about':
    'First come channels that add most to “{label}”: their average times their weight in the head.',
  'lab.channel.usual': 'Channel {channel} of {total}: {value} on average here, usually {usual}',
  'lab.channel.answer':
    'Channel {channel} of {total}: {value} on average here, adds {adds} to the answer',

  'lab.block.about':
    'A block takes in x and computes F(x), the residual: a correction to x. The skip connection (shortcut) carries x past this computation, and the two are added. Because x is added, the block need not rebuild what is already known; it only has to learn what to change. This is {part}.',
  'lab.guess.block': 'What does a block do with what comes in?',
  'lab.guess.block.replace': 'replaces it',
  'lab.guess.block.add': 'adds to it',
  'lab.guess.block.choose': 'keeps a part of it',
  'lab.guess.block.reveal':
    'It adds: the output is x + F(x). By average size over all channels, F(x) makes up {value} here and x the rest.',
  'lab.block.numbers':
    'At this place: x = {x}, F(x) = {f}, x + F(x) = {sum}; after the activation {y}.',
  'lab.shortcut.identity': 'This shortcut is an identity: it carries x as it is.',
  'lab.shortcut.projection':
    'This shortcut is a projection. The block changes the size or the number of channels, so x does not fit F(x); a 1×1 convolution (a weighted sum of the channels at each place) first gives x the same shape. To see x carried on unchanged, choose a block with a solid arc on the map.',
  'lab.shortcut.pooled-projection':
    'This shortcut averages 2×2 places and projects them by a 1×1 convolution, so that x gets the shape of F(x).',
  'lab.shortcut.padding': 'This shortcut takes every second place and adds channels of zeros.',
  'lab.kinds': 'Two kinds of blocks',
  'lab.kind.basic': 'residual block: {cost} multiplications',
  'lab.kind.bottleneck': 'bottleneck block: {cost} multiplications',
  'lab.kind.this': 'this block (dw: each channel by itself): {cost} multiplications',
  'lab.kinds.about':
    'The first two drawings take in and put out {channels} channels. A typical bottleneck narrows them to a quarter with a 1×1 convolution, does the costly 3×3 convolution there, and widens them again. This takes {ratio} times fewer multiplications than two 3×3 convolutions on all channels. Real blocks may be narrower or wider inside; this one takes {real}.',
  'lab.tweaks': 'Tweaks: ResNet-B, C and D',
  'lab.tweak.b': 'B: the 3×3 strides, so that no place is skipped',
  'lab.tweak.c': 'C: three 3×3 in the stem instead of one 7×7',
  'lab.tweak.d': 'D: the shortcut averages before it projects',

  'lab.skips.about':
    'Each block has two paths: its branch, which computes F(x), and its shortcut (skip connection), which carries x. Leave out F(x), and the block only passes x on; leave out x, and only the correction remains. Switch off one, several or all, and see how the answer changes.',
  'lab.answers': 'The answer before (grey) and after (red)',
  'lab.cut.same': 'Still “{after}”: {percent} instead of {from} ({ms}).',
  'lab.cut.other': '“{after}” ({percent}) instead of “{before}” ({from}), after {ms}.',
  'lab.lesion': 'Which block can go?',
  'lab.guess.skips': 'Leave out the branch of one block: where does it do most harm?',
  'lab.guess.skips.reveal':
    'The bars show it for this photo: the shorter the bar, the greater the harm.',
  'lab.lesion.chart':
    'Probability of “{label}” with one block left out; pale: blocks with a projection; line: the whole network',
  'lab.lesion.said':
    '{total} blocks in {time}. Most harm: {worst} ({low}). Hardly missed: {best} ({kept}; whole network {whole}). Where the shortcut carries x unchanged, a block can often go: x still reaches the next block, and only a correction is lost. Where the block changes the size or the number of channels, F(x) often carries most of the information.',
  'lab.switches': 'Switches',
  'lab.switch.branch': 'F(x)',
  'lab.switch.shortcut': 'x',

  'lab.head.about':
    'The head turns the last maps into an answer. It averages each of {channels} channels over the whole map, multiplies every average by a learned weight and adds up the products, once for each of {classes} classes (possible answers). The sums are the logits; softmax turns them into probabilities that add up to 100%: the larger the logit, the larger the probability.',
  'lab.guess.head': 'How many channels decide about the answer?',
  'lab.guess.head.one': 'a single one',
  'lab.guess.head.many': 'many together',
  'lab.guess.head.where': 'only those in the middle',
  'lab.guess.head.reveal':
    'Many: all {channels} averages are weighed and added up. The table shows the largest products.',
  'lab.class': 'Class',
  'lab.average': 'average',
  'lab.weight': 'weight',
  'lab.product': 'product',
  'lab.others': '{total} others',
  'lab.bias': 'bias',
  'lab.logit': 'logit of {label}',
  'lab.logits': 'From averages to a logit',
  'lab.logits.about':
    'The six channels that count most for or against “{label}”, and the sum of all.',
  'lab.softmax': 'From logits to probabilities',
  'lab.softmax.about': 'The five best classes after softmax',
  'lab.evidence': 'The evidence map',
  'lab.evidence.sum':
    'Weighing before averaging gives each of {places} places a share. Their mean {mean} and the bias {bias} make {logit}: the logit. Red places speak for the class, blue ones against it.',

  'lab.training.about':
    'Four small networks, 20 and 56 layers, without shortcuts (plain) and with them (residual), learn the same photos in the same order: {last} steps.',
  'lab.guess.training':
    'Two plain networks, 20 and 56 layers: which learns its training photos better?',
  'lab.guess.training.deeper': 'the one with 56',
  'lab.guess.training.same': 'both alike',
  'lab.guess.training.shallower': 'the one with 20',
  'lab.guess.training.reveal':
    'Loss at the end (lower is better): plain-20 {plain20}, plain-56 {plain56}; residual-20 {residual20}, residual-56 {residual56}.',
  'lab.play': 'Play',
  'lab.step': 'Training step',
  'lab.training.loss': 'Training loss',
  'lab.training.gradients': 'Size of the gradient, layer by layer, of the two deep networks',
  'lab.training.said':
    'Step {step}, {photos} photos seen. Right on unseen photos: plain-20 {plain20}, plain-56 {plain56}, residual-20 {residual20}, residual-56 {residual56}.',
  'lab.training.why':
    'Training sends a signal, the gradient, back from the last layer to the first; it tells each layer how to change. In a plain deep network it arrives distorted. A shortcut lets it pass a block unchanged, and each block only has to learn a correction.',
  'lab.training.recorded':
    'Recorded, not computed now: scripts/record-depth.sh trained the four on a CPU; its log is in the repository.',
  'lab.net.plain20': 'plain-20',
  'lab.net.plain56': 'plain-56',
  'lab.net.residual20': 'residual-20',
  'lab.net.residual56': 'residual-56',
  'lab.layer.first': 'first layer',
  'lab.layer.last': 'last layer',

  'lab.caption': '{title}. Photo {photo}, network {network}.',
  'lab.tool.link': 'Copy link',
  'lab.tool.copied': 'Copied: this link opens exactly this view.',
  'lab.tool.png': 'Picture (PNG)',
  'lab.tool.csv': 'This channel (CSV)',
  'lab.tool.npy': 'All channels (.npy)',
  'lab.tool.worksheet': 'Worksheet',
  'lab.tool.failed': 'That did not work.',
  'lab.lesson': 'Make a lesson',
  'lab.lesson.about':
    'A link that opens this chapter with this network. Choose what else it shows:',
  'lab.lesson.copy': 'Copy lesson link',
  'lab.lesson.copied': 'Copied: the lesson opens at this chapter.',
  'lab.lesson.own':
    'A link cannot hold your own photo. With a sample photo the lesson opens with that; otherwise each student brings one.',

  'lab.sheet.title': 'Worksheet: inside a ResNet',
  'lab.sheet.name': 'Name:                                                        Date:',
  'lab.sheet.facts':
    'Network {network}: {classes} classes, {parameters} parameters. Photo: {photo}.',
  'lab.sheet.first': 'Stem, body and block',
  'lab.sheet.stem': 'Look at three filters of the stem. What does each look for?',
  'lab.sheet.guess': 'Guess first: what will the last stage find in your photo?',
  'lab.sheet.part': 'Part',
  'lab.sheet.size': 'Size',
  'lab.sheet.sees': 'Sees (pixels)',
  'lab.sheet.found': 'What one of its channels finds',
  'lab.sheet.trade':
    'Fill in the table. What does the network give up from stage to stage, and what does it gain?',
  'lab.sheet.block': 'Choose a block and a place. Write down x, F(x) and x + F(x). Why is x added?',
  'lab.sheet.second': 'Skip connections and head',
  'lab.sheet.lesion':
    'Guess first: which block can go? Then leave out one block at a time and fill in the table.',
  'lab.sheet.without': 'Left out',
  'lab.sheet.answer': 'Answer',
  'lab.sheet.percent': '%',
  'lab.sheet.whole': 'nothing',
  'lab.sheet.all': 'all skip connections',
  'lab.sheet.why': 'Why can one block go, but not all shortcuts?',
  'lab.sheet.bottleneck': 'What does a bottleneck block save, and how?',
  'lab.sheet.head': 'What does the head do? Name the channel that counts most for the answer.',
  'lab.sheet.training': 'Compare the four training curves. What do shortcuts change?',
};
