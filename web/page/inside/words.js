// What is said about the inside, in both languages. Two sentences for each part: what it does, and what it
// is good for.

export default {
  en: {
    'inside.title': 'Inside the network',
    'inside.lead':
      'Choose a part to see what it makes of the photo. The higher a box, the larger the picture is there; the wider, the more channels it has.',
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
    'inside.channel': 'Channel',
    'inside.strongest': 'Strongest channels',
    'inside.channel.of': 'Channel {channel} of {count}, strength {value}',
    'inside.blocks': 'Blocks',
    'inside.block': 'Block {n}',
    'inside.block.about':
      'Each block adds to what the shortcut carries past it. So it only has to learn what is missing, and what is fine already passes unchanged. Red is above zero, blue below; of the sum, only what is above zero goes on.',
    'inside.shortcut': 'the shortcut carries',
    'inside.branch': 'the block adds',
    'inside.sum': 'the sum goes on',
    'inside.share': 'The block’s share of the sum, over all channels: {value}',
    'inside.cam': 'Where the photo speaks for',
    'inside.cam.strength': 'Strength',
    'inside.cam.map': 'Where the photo speaks for {label}',
    'inside.skip': 'Without skip connections',
    'inside.skip.about':
      'Now nothing passes the blocks by, and the network, which was trained with its shortcuts, cannot do without them: “{before}” has become “{after}” ({percent}).',
    'inside.skip.same':
      'Now nothing passes the blocks by. The best label is still “{after}” ({percent}); watch how the maps change.',
    'inside.total': '{value} in all, parts timed separately',
    'inside.failed': 'The inside of this network cannot be shown.',
  },
  ko: {
    'inside.title': '신경망 내부',
    'inside.lead':
      '부분을 고르면 그곳에서 사진이 무엇이 되는지 보입니다. 상자가 높을수록 그곳의 그림이 크고, 넓을수록 채널이 많습니다.',
    'inside.close': '닫기',
    'inside.running': '안을 들여다보는 중…',
    'inside.photo': '사진',
    'inside.stem': '스템',
    'inside.stage': '{n}단계',
    'inside.head': '헤드',
    'inside.size': '{height} × {width} × {channels}',
    'inside.about.photo':
      '신경망이 보는 것은 이것이 전부입니다. 사진 가운데의 작은 정사각형이고, 그 바깥은 답에 영향을 주지 못합니다.',
    'inside.about.stem':
      '스템은 작은 필터로 화소를 훑고 가장 센 응답만 남겨, 너비와 높이를 4분의 1인 {height} × {width}자리로 줄입니다. 채널들은 가장자리와 색, 작은 점에 반응합니다.',
    'inside.about.stage1':
      '1단계는 크기를 그대로 두고, 블록마다 들어온 것에 고칠 점을 더합니다. 가장자리들이 모여 모서리와 선, 단순한 질감이 됩니다.',
    'inside.about.stage2':
      '2단계는 너비와 높이를 반으로 줄이고 채널을 두 배로 늘립니다. “어디”는 줄고 “무엇”은 늘어, 털이나 그물, 꽃잎 같은 무늬가 됩니다.',
    'inside.about.stage3':
      '3단계도 같은 일을 합니다. 이제 한 자리가 사진의 넓은 부분을 보며, 무늬들이 모여 눈이나 바퀴, 잎 같은 부분이 됩니다.',
    'inside.about.stage4':
      '4단계에는 {height} × {width}개의 자리만 있고 자리마다 채널이 {channels}개입니다. 여기의 채널 하나는 얼굴이나 바퀴만 한 것이 그곳에 있다고 말합니다.',
    'inside.about.head':
      '헤드는 채널마다 그림 전체의 평균을 내고, 클래스마다 한 번씩 그 평균들에 무게를 매겨 더합니다. 그 합을 제자리에 되돌려 놓으면 사진의 어느 부분이 그 클래스를 말했는지 보입니다.',
    'inside.channel': '채널',
    'inside.strongest': '가장 센 채널들',
    'inside.channel.of': '{count}개 중 {channel}번 채널, 세기 {value}',
    'inside.blocks': '블록',
    'inside.block': '블록 {n}',
    'inside.block.about':
      '블록은 지름길이 나르는 것에 더하기만 합니다. 그래서 모자란 것만 배우면 되고, 이미 좋은 것은 그대로 지나갑니다. 빨강은 0보다 큰 값, 파랑은 작은 값이고, 합에서는 0보다 큰 것만 다음으로 갑니다.',
    'inside.shortcut': '지름길이 나르는 것',
    'inside.branch': '블록이 더하는 것',
    'inside.sum': '합쳐서 나가는 것',
    'inside.share': '모든 채널을 통틀어 합에서 블록이 차지하는 비중: {value}',
    'inside.cam': '이렇게 판단한 근거',
    'inside.cam.strength': '진하기',
    'inside.cam.map': '사진에서 {label}을(를) 말하는 곳',
    'inside.skip': '지름길(skip connection) 없이',
    'inside.skip.about':
      '이제 블록을 비켜 가는 것이 없습니다. 지름길과 함께 배운 신경망은 그것 없이는 견디지 못해, 답이 “{before}”에서 “{after}”({percent})로 바뀌었습니다.',
    'inside.skip.same':
      '이제 블록을 비켜 가는 것이 없습니다. 가장 그럴듯한 이름은 아직 “{after}”({percent})이지만, 그림들이 어떻게 달라지는지 보세요.',
    'inside.total': '모두 {value}, 부분마다 따로 잰 시간',
    'inside.failed': '이 신경망의 내부는 보여 줄 수 없습니다.',
  },
};
