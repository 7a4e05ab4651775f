// What is said about the inside, in both languages. Two sentences for each part: what it does, and what it
// is good for.

export default {
  en: {
    'inside.title': 'Inside the network',
    'inside.lead':
      'Choose a part to see what it makes of the photo. Taller box: larger feature map. Wider box: more channels.',
    'inside.close': 'Close',
    'inside.running': 'Looking inside…',
    'inside.photo': 'photo',
    'inside.stem': 'stem',
    'inside.stage': 'stage {n}',
    'inside.head': 'head',
    'inside.size': '{height} × {width} × {channels}',
    'inside.about.photo':
      'This is all that the network sees: the middle of the photo as a small square. What lies outside it cannot change the answer.',
    'inside.about.stem':
      'The stem slides small filters over the pixels and keeps the strongest answers, {height} × {width} places: a quarter as wide and high. Its channels light up at edges, colours and small spots.',
    'inside.about.stage1':
      'Stage 1 keeps the size and lets each block add a correction to what comes in. Edges join into corners, lines and simple textures.',
    'inside.about.stage2':
      'Stage 2 halves width and height and doubles the channels: less “where”, more “what”. Textures join into patterns such as fur, mesh or petals.',
    'inside.about.stage3':
      'Stage 3 does it again; each place now sees a large part of the photo. Patterns join into parts of things, such as eyes, wheels or leaves.',
    'inside.about.stage4':
      'Stage 4 is only {height} × {width} places, with {channels} channels each. A channel here says that something as large as a face or a wheel is there.',
    'inside.about.head':
      'The head averages every channel over the whole picture and weighs the averages once for each class. Put back in its place, that sum shows which parts of the photo spoke for a class.',
    'inside.about.encoder':
      'The head averages every channel over the whole photo. This network has no classes: these {channels} numbers are its output.',
    'inside.channel': 'Channel',
    'inside.strongest': 'Strongest channels',
    'inside.channel.of': 'Channel {channel} of {count}, strength {value}',
    'inside.blocks': 'Blocks',
    'inside.block': 'Block {n}',
    'inside.block.about':
      'A block adds its output F(x) to x, which the shortcut carries past it. So it learns only what is missing (the residual), and what is good already passes unchanged. Red is above zero, blue below; the next part gets only what is above zero.',
    'inside.shortcut': 'shortcut: x',
    'inside.branch': 'residual: F(x)',
    'inside.sum': 'output: x + F(x)',
    'inside.share': 'Share of F(x) in the sum, over all channels: {value}',
    'inside.cam': 'Evidence for',
    'inside.cam.strength': 'Strength',
    'inside.cam.map': 'Evidence for {label} in the photo',
    'inside.skip': 'Without skip connections',
    'inside.skip.about':
      'Skip connections off. This network was trained with them; without them it says “{after}” ({percent}) instead of “{before}”.',
    'inside.skip.same':
      'Skip connections off. The answer is still “{after}” ({percent}); watch how the maps change.',
    'inside.total': '{value} in all, each part timed on its own',
    'inside.failed': 'The inside of this network cannot be shown.',
  },
  ko: {
    'inside.title': '신경망 내부',
    'inside.lead':
      '단계를 선택하면 사진이 그 단계에서 어떻게 바뀌는지 볼 수 있습니다. 상자의 높이는 특징 맵의 크기, 너비는 채널 수입니다.',
    'inside.close': '닫기',
    'inside.running': '안을 들여다보는 중…',
    'inside.photo': '사진',
    'inside.stem': '스템',
    'inside.stage': '스테이지 {n}',
    'inside.head': '헤드',
    'inside.size': '{height} × {width} × {channels}',
    'inside.about.photo':
      '신경망이 보는 것은 이 정사각형이 전부입니다. 사진의 가운데 부분이며, 그 바깥은 답에 영향을 주지 않습니다.',
    'inside.about.stem':
      '스템은 작은 필터로 픽셀을 훑고 가장 강한 반응만 남겨, 너비와 높이를 4분의 1인 {height} × {width}칸으로 줄입니다. 채널은 가장자리와 색, 작은 점에 반응합니다.',
    'inside.about.stage1':
      '스테이지 1은 크기를 그대로 두고, 블록마다 입력에 보정값을 더합니다. 가장자리들이 모여 모서리와 선, 단순한 질감이 됩니다.',
    'inside.about.stage2':
      '스테이지 2는 너비와 높이를 반으로 줄이고 채널을 두 배로 늘립니다. “어디”는 줄고 “무엇”은 늘어, 털이나 그물, 꽃잎 같은 무늬가 됩니다.',
    'inside.about.stage3':
      '스테이지 3도 같은 일을 합니다. 이제 한 칸이 사진의 넓은 부분을 보며, 무늬들이 모여 눈이나 바퀴, 잎 같은 부분이 됩니다.',
    'inside.about.stage4':
      '스테이지 4에는 {height} × {width}칸만 있고 칸마다 채널이 {channels}개입니다. 이곳의 채널은 얼굴이나 바퀴만 한 것이 그 자리에 있는지를 나타냅니다.',
    'inside.about.head':
      '헤드는 채널마다 전체의 평균을 내고, 클래스마다 다른 가중치를 곱해 더합니다. 이 계산을 위치별로 나누어 보면 사진의 어느 부분이 근거가 되었는지 알 수 있습니다.',
    'inside.about.encoder':
      '헤드는 채널마다 전체의 평균을 냅니다. 이 모델에는 클래스가 없어, 이 숫자 {channels}개가 출력의 전부입니다.',
    'inside.channel': '채널',
    'inside.strongest': '가장 강하게 반응한 채널',
    'inside.channel.of': '{count}개 중 {channel}번 채널, 반응 세기 {value}',
    'inside.blocks': '블록',
    'inside.block': '블록 {n}',
    'inside.block.about':
      '블록은 스킵 연결로 넘어온 값 x에 자신의 출력 F(x)를 더합니다. 그래서 부족한 부분(잔차)만 배우면 되고, 충분한 값은 그대로 통과합니다. 빨강은 0보다 큰 값, 파랑은 작은 값이며, 다음 단계로는 0보다 큰 값만 넘어갑니다.',
    'inside.shortcut': '스킵 연결: x',
    'inside.branch': '잔차: F(x)',
    'inside.sum': '출력: x + F(x)',
    'inside.share': '모든 채널의 합에서 F(x)가 차지하는 비율: {value}',
    'inside.cam': '판단의 근거',
    'inside.cam.strength': '진하기',
    'inside.cam.map': '사진에서 {label}의 근거가 된 부분',
    'inside.skip': '스킵 연결(skip connection) 없이',
    'inside.skip.about':
      '스킵 연결을 모두 껐습니다. 스킵 연결을 전제로 학습한 모델이라 답이 “{before}”에서 “{after}”({percent})(으)로 바뀌었습니다.',
    'inside.skip.same':
      '스킵 연결을 모두 껐습니다. 답은 여전히 “{after}”({percent})이지만, 특징 맵이 어떻게 달라지는지 보세요.',
    'inside.total': '합계 {value}(단계별 측정)',
    'inside.failed': '이 신경망의 내부는 보여 줄 수 없습니다.',
  },
};
