// 실험실에서 쓰는 말.

export default {
  'inside.title': '신경망 내부',
  'inside.lead':
    '내 사진의 실제 값으로 ResNet을 장별로 살펴봅니다. 왼쪽·오른쪽 화살표 키로 단계를 이동하고 Esc 키로 닫습니다.',
  'inside.close': '닫기',
  'inside.running': '신경망을 실행하는 중…',
  'inside.photo': '사진',
  'inside.photo.seen': '신경망이 보는 사진 영역',
  'inside.stem': '스템',
  'inside.stage': '스테이지 {n}',
  'inside.block.of': '스테이지 {stage} 블록 {n}',
  'inside.head': '헤드',
  'inside.frozen': '고정됨',
  'inside.learnt': '마지막 층을 새로 학습함',
  'inside.frozen.about': '고정: 원래 가중치 그대로',
  'inside.learnt.about': '마지막 층만 가르쳐서 새로 학습',
  'inside.size': '{height} × {width} × {channels}',
  'inside.about.encoder':
    '헤드(head)는 채널마다 사진 전체의 평균을 냅니다. 이 모델에는 클래스가 없어, 이 숫자 {channels}개가 출력의 전부입니다.',
  'inside.channel': '채널',
  'inside.shortcut': '스킵 연결: x',
  'inside.branch': '잔차: F(x)',
  'inside.sum': '합: x + F(x)',
  'inside.cam.map': '{label}의 근거',
  'inside.skip': '스킵 연결(skip connection) 없이',
  'inside.failed': '이 신경망의 내부는 보여 줄 수 없습니다.',

  'lab.chapters': '장',
  'lab.stem': '스템',
  'lab.body': '몸통',
  'lab.block': '블록',
  'lab.skips': '스킵 연결이 필요한 이유',
  'lab.head': '헤드',
  'lab.training': '학습',
  'lab.previous': '이전',
  'lab.next': '다음',
  'lab.type.basic': '잔차 블록(3×3, 3×3)',
  'lab.type.bottleneck': '병목 블록(1×1, 3×3, 1×1)',
  'lab.arc.identity': '항등 스킵 연결',
  'lab.arc.projection': '투영 스킵 연결',
  'lab.arc.pooled-projection': '풀링 후 투영 스킵 연결',
  'lab.arc.padding': '0으로 채운 스킵 연결',
  'lab.sees': '한 칸이 보는 범위 {size} × {size}픽셀',
  'lab.parameters': '매개변수 {value}개',
  'lab.multiplications': '곱셈 {value}번',
  'lab.overlay': '사진 위에 특징 맵 겹치기',
  'lab.place': '칸 ({x}, {y})의 값: {value}. 수용 영역은 {size} × {size}픽셀입니다.',
  'lab.map.of': '{part}, {channel}번 채널',
  'lab.map.filter': '사진에 적용한 {n}번 필터',
  'lab.right': '맞습니다.',
  'lab.wrong': '아쉽지만 아닙니다.',
  'lab.reveal': '답 보기',

  'lab.stem.about':
    '스템(stem)은 신경망의 첫 부분입니다. {size}픽셀짜리 작은 필터 {filters}개를 {stride}픽셀 간격으로 옮기며, 칸마다 픽셀에 필터의 수를 곱해 모두 더합니다(합성곱). 필터 하나의 합들이 모여 채널이라는 맵 하나가 됩니다. 이렇게 수 {input}개가 {output}개로 바뀝니다.',
  'lab.guess.stem': '이 필터들은 무엇을 찾을까요?',
  'lab.guess.stem.objects': '물체 전체',
  'lab.guess.stem.edges': '가장자리와 색',
  'lab.guess.stem.names': '물체의 이름',
  'lab.guess.stem.reveal':
    '필터는 너비가 몇 픽셀뿐이라 그 안에 들어가는 가장자리, 색, 점만 찾을 수 있습니다. 더 큰 것은 뒤에서 조합됩니다.',
  'lab.filters': '필터',
  'lab.filters.about':
    '신경망이 학습한 그대로입니다. 회색은 0이고, 색은 필터가 찾는 것을 나타냅니다. 하나를 골라 보세요.',
  'lab.filter.n': '필터 {total}개 중 {n}번',
  'lab.sum': '한 칸의 값이 만들어지는 과정',
  'lab.slide': '필터를 사진 위에서 움직이기',
  'lab.sum.pixels': '픽셀(세 색의 평균, 파랑은 어두움, 빨강은 밝음)',
  'lab.sum.filter': '필터',
  'lab.sum.products': '곱',
  'lab.sum.numbers':
    '곱 {products}개 중 양수의 합 {positive}, 음수의 합 {negative}에 편향({bias})을 더하면 {total}입니다. 신경망이 계산한 값은 {network}입니다.',
  'lab.steps': '단계별로 보기',
  'lab.step.conv': '합성곱과 배치 정규화',
  'lab.step.activation': '활성화 함수',
  'lab.step.pool': '최대 풀링',
  'lab.steps.about':
    '배치 정규화(batch norm)는 채널마다 한 수를 곱하고 다른 수를 더합니다. 학습이 끝나면 곱하는 수는 필터에 합쳐지고, 더하는 수는 모든 합에 더해지는 편향이 됩니다(여기서는 {bias}). 활성화 함수는 0보다 작은 값을 0으로 바꿉니다. 풀링이 있는 스템에서는 이웃한 칸 가운데 가장 큰 값만 남깁니다.',
  'lab.steps.several':
    '이 스템에는 합성곱이 {convolutions}개 있으며, 여기서는 첫 번째를 보여 줍니다. 배치 정규화(batch norm)는 필터에 미리 곱해지고 편향({bias})이 남습니다. 활성화 함수는 0보다 작은 값을 0으로 바꿉니다.',

  'lab.body.about':
    '몸통(body)은 차례로 이어진 스테이지입니다. 스테이지별 블록 수는 {blocks}, 모두 {blocksCount}개입니다. 스테이지의 첫 블록에서 특징 맵은 작아지고 채널은 늘어날 수 있습니다.',
  'lab.body.stage1':
    '여기에는 {height} × {width}칸이 있고 칸마다 채널이 {channels}개입니다. 가장자리들이 모여 모서리와 선, 단순한 질감이 됩니다.',
  'lab.body.stage2':
    '여기에는 {height} × {width}칸이 있고 칸마다 채널이 {channels}개입니다. “어디”는 줄고 “무엇”은 늘어, 질감들이 모여 털이나 그물, 꽃잎 같은 무늬가 됩니다.',
  'lab.body.stage3':
    '여기에는 {height} × {width}칸이 있고 칸마다 채널이 {channels}개입니다. 한 칸이 사진의 넓은 부분을 보며, 무늬들이 모여 물체의 일부가 됩니다.',
  'lab.body.stage4':
    '여기에는 {height} × {width}칸이 있고 칸마다 채널이 {channels}개입니다. 채널 하나는 얼굴이나 바퀴처럼 큰 것이 그 자리에 있는지를 나타냅니다.',
  'lab.guess.body': '첫 블록에서 마지막 블록까지, 신경망이 다루는 수의 개수는 어떻게 될까요?',
  'lab.guess.body.more': '늘어난다',
  'lab.guess.body.same': '그대로다',
  'lab.guess.body.less': '줄어든다',
  'lab.guess.body.reveal':
    '첫 블록({first})은 수 {before}개, 마지막 블록({last})은 {after}개입니다. 채널이 늘어나는 것보다 너비와 높이가 더 빨리 줄어듭니다.',
  'lab.patches': '내 사진에서 이 채널이 가장 강한 곳',
  'lab.patches.search': '사진 {count}장에서 찾기',
  'lab.patches.progress': '사진 {count}장 중 {done}장 확인',
  'lab.order': '채널 순서',
  'lab.order.usual': '평소보다 강한 순',
  'lab.order.answer': '답에 기여한 순',
  'lab.order.plain.about': '강한 채널부터 보여 줍니다. 비교할 예시 사진이 여기에는 없습니다.',
  'lab.channel.plain': '채널 {total}개 중 {channel}번: 이 사진의 평균 {value}',
  'lab.order.usual.about':
    '예시 사진 {photos}장에서보다 이 사진에서 더 강하게 반응한 채널이 먼저 나옵니다. 언제나 켜져 있는 채널은 뒤로 갑니다.',
  'lab.order.answer.about':
    '“{label}”에 가장 많이 더한 채널이 먼저 나옵니다. 채널의 평균에 헤드의 가중치를 곱한 값입니다.',
  'lab.channel.usual': '채널 {total}개 중 {channel}번: 이 사진의 평균 {value}, 평소 {usual}',
  'lab.channel.answer':
    '채널 {total}개 중 {channel}번: 이 사진의 평균 {value}, 답에 더한 값 {adds}',

  'lab.block.about':
    '블록은 x를 받아 x를 고칠 값인 잔차(residual) F(x)를 계산합니다. 스킵 연결(skip connection)은 이 계산을 건너뛰어 x를 전하고, 둘을 더한 값이 출력이 됩니다. x를 더하기 때문에 블록은 이미 알아낸 것을 다시 만들 필요 없이 바꿀 부분만 배우면 됩니다. 지금 보는 것은 {part}입니다.',
  'lab.guess.block': '블록은 들어온 값을 어떻게 할까요?',
  'lab.guess.block.replace': '새 값으로 바꾼다',
  'lab.guess.block.add': '값을 더한다',
  'lab.guess.block.choose': '일부만 남긴다',
  'lab.guess.block.reveal':
    '더합니다. 출력은 x + F(x)입니다. 모든 채널의 평균 크기로 보면 여기서 F(x)가 {value}, 나머지가 x입니다.',
  'lab.block.numbers':
    '이 칸에서 x = {x}, F(x) = {f}, x + F(x) = {sum}, 활성화 함수를 거치면 {y}입니다.',
  'lab.shortcut.identity': '이 스킵 연결은 항등(identity)입니다. x를 그대로 건네줍니다.',
  'lab.shortcut.projection':
    '이 스킵 연결은 투영(projection)입니다. 이 블록은 크기나 채널 수를 바꾸므로 x를 F(x)에 바로 더할 수 없습니다. 그래서 1×1 합성곱(칸마다 채널에 가중치를 곱해 더하는 계산)으로 x를 F(x)와 같은 크기로 바꿉니다. x가 그대로 전해지는 모습을 보려면 지도에서 실선 호가 있는 블록을 고르세요.',
  'lab.shortcut.pooled-projection':
    '이 스킵 연결은 2×2칸의 평균을 낸 뒤 1×1 합성곱으로 투영(projection)해 x를 F(x)와 같은 크기로 바꿉니다.',
  'lab.shortcut.padding': '이 스킵 연결은 칸을 하나씩 건너뛰고, 모자란 채널을 0으로 채웁니다.',
  'lab.kinds': '블록의 두 종류',
  'lab.kind.basic': '잔차 블록: 곱셈 {cost}번',
  'lab.kind.bottleneck': '병목 블록: 곱셈 {cost}번',
  'lab.kind.this': '지금 보는 블록(dw: 채널마다 따로): 곱셈 {cost}번',
  'lab.kinds.about':
    '왼쪽 두 그림은 받는 채널도 내보내는 채널도 {channels}개입니다. 일반적인 병목(bottleneck) 블록은 1×1 합성곱으로 채널을 4분의 1로 줄이고, 계산이 많은 3×3 합성곱을 거친 뒤 다시 원래 수로 늘립니다. 모든 채널에 3×3 합성곱을 두 번 하면 곱셈이 이보다 {ratio}배 필요합니다. 실제 블록의 안쪽은 이보다 좁거나 넓을 수 있으며, 지금 보는 블록의 곱셈은 {real}번입니다.',
  'lab.tweaks': '변형: ResNet-B, C, D',
  'lab.tweak.b': 'B: 3×3에 스트라이드를 두어 건너뛰는 칸이 없음',
  'lab.tweak.c': 'C: 스템의 7×7 한 개 대신 3×3 세 개',
  'lab.tweak.d': 'D: 스킵 연결에서 평균을 낸 뒤 투영',

  'lab.skips.about':
    '블록에는 두 길이 있습니다. F(x)를 계산하는 길과 x를 전하는 스킵 연결(skip connection)입니다. F(x)를 끄면 블록은 x만 전하고, x를 끄면 고칠 값만 남습니다. 하나나 여럿, 또는 전부를 끄고 답이 어떻게 바뀌는지 보세요.',
  'lab.answers': '끄기 전(회색)과 끈 뒤(빨강)의 답',
  'lab.cut.same': '답은 그대로 “{after}”입니다. 확률은 {from}에서 {percent}로 바뀌었습니다({ms}).',
  'lab.cut.other':
    '답이 바뀌었습니다. 전에는 “{before}”({from}), 이제는 “{after}”({percent})입니다({ms}).',
  'lab.lesion': '어느 블록을 꺼도 될까요?',
  'lab.guess.skips': '블록 하나의 F(x)를 끈다면, 어느 블록일 때 답이 가장 많이 흔들릴까요?',
  'lab.guess.skips.reveal': '이 사진의 결과는 아래 막대와 같습니다. 막대가 짧을수록 영향이 큽니다.',
  'lab.lesion.chart':
    '블록을 하나씩 껐을 때 “{label}”의 확률. 연한 막대는 투영이 있는 블록, 가로선은 온전한 신경망',
  'lab.lesion.said':
    '블록 {total}개를 {time} 만에 확인했습니다. 가장 큰 영향: {worst}({low}). 꺼도 거의 그대로: {best}({kept}, 온전한 신경망은 {whole}). 스킵 연결이 x를 그대로 전하는 블록은 없어도 될 때가 많습니다. x는 다음 블록에 그대로 닿고, 고칠 값만 빠지기 때문입니다. 크기나 채널 수를 바꾸는 블록에서는 F(x)가 정보의 대부분을 나를 때가 많습니다.',
  'lab.switches': '스위치',
  'lab.switch.branch': 'F(x)',
  'lab.switch.shortcut': 'x',

  'lab.head.about':
    '헤드(head)는 마지막 맵에서 답을 냅니다. 채널 {channels}개의 평균을 각각 낸 뒤, 클래스(가능한 답) {classes}개마다 학습한 가중치를 곱해 더합니다. 그 합이 로짓(logit)입니다. 소프트맥스(softmax)는 로짓을 모두 더해 100%가 되는 확률로 바꾸며, 로짓이 클수록 확률도 큽니다.',
  'lab.guess.head': '답은 채널 몇 개로 정해질까요?',
  'lab.guess.head.one': '하나',
  'lab.guess.head.many': '여럿이 함께',
  'lab.guess.head.where': '가운데 있는 것만',
  'lab.guess.head.reveal':
    '여럿입니다. 평균 {channels}개에 모두 가중치를 곱해 더합니다. 아래 표는 곱이 가장 큰 채널들입니다.',
  'lab.class': '클래스',
  'lab.average': '평균',
  'lab.weight': '가중치',
  'lab.product': '곱',
  'lab.others': '나머지 {total}개',
  'lab.bias': '편향',
  'lab.logit': '{label}의 로짓',
  'lab.logits': '평균에서 로짓까지',
  'lab.logits.about': '“{label}”에 가장 크게 작용한 채널 여섯 개와 전체의 합입니다.',
  'lab.softmax': '로짓에서 확률까지',
  'lab.softmax.about': '소프트맥스를 거친 상위 다섯 클래스',
  'lab.evidence': '근거 지도',
  'lab.evidence.sum':
    '평균을 내기 전에 가중치를 곱하면 {places}칸이 저마다 몫을 갖습니다. 그 평균 {mean}에 편향({bias})을 더하면 로짓({logit})이 됩니다. 빨간 칸은 이 클래스에 유리한 근거, 파란 칸은 불리한 근거입니다.',

  'lab.training.about':
    '층이 20개와 56개인 작은 신경망 넷을 스킵 연결(skip connection) 없이(일반), 그리고 두고(잔차) 같은 사진으로 같은 순서로 {last}단계 동안 학습시켰습니다.',
  'lab.guess.training':
    '스킵 연결이 없는 20층과 56층 신경망 중 어느 쪽이 학습 사진을 더 잘 배울까요?',
  'lab.guess.training.deeper': '56층',
  'lab.guess.training.same': '비슷하다',
  'lab.guess.training.shallower': '20층',
  'lab.guess.training.reveal':
    '마지막 손실(작을수록 좋음): 일반 20층 {plain20}, 일반 56층 {plain56}, 잔차 20층 {residual20}, 잔차 56층 {residual56}.',
  'lab.play': '재생',
  'lab.step': '학습 단계',
  'lab.training.loss': '학습 손실',
  'lab.training.gradients': '56층 신경망 둘의 층별 기울기 크기',
  'lab.training.said':
    '{step}단계, 사진 {photos}장. 처음 보는 사진의 정답률: 일반 20층 {plain20}, 일반 56층 {plain56}, 잔차 20층 {residual20}, 잔차 56층 {residual56}.',
  'lab.training.why':
    '학습할 때는 마지막 층에서 첫 층으로 기울기(gradient)라는 신호가 전해져, 층마다 어떻게 바뀌어야 하는지 알려 줍니다. 스킵 연결이 없는 깊은 신경망에서는 이 신호가 일그러집니다. 스킵 연결이 있으면 신호가 블록을 그대로 지나가고, 블록은 고칠 부분만 배우면 됩니다.',
  'lab.training.recorded':
    '지금 계산한 것이 아니라 기록입니다. scripts/record-depth.sh가 CPU에서 네 신경망을 학습시켰으며, 로그는 저장소에 있습니다.',
  'lab.net.plain20': '일반-20',
  'lab.net.plain56': '일반-56',
  'lab.net.residual20': '잔차-20',
  'lab.net.residual56': '잔차-56',
  'lab.layer.first': '첫 층',
  'lab.layer.last': '마지막 층',

  'lab.caption': '{title}. 사진 {photo}, 모델 {network}.',
  'lab.tool.link': '링크 복사',
  'lab.tool.copied': '복사했습니다. 이 링크는 지금 화면을 그대로 엽니다.',
  'lab.tool.png': '이미지(PNG)',
  'lab.tool.csv': '이 채널(CSV)',
  'lab.tool.npy': '모든 채널(.npy)',
  'lab.tool.worksheet': '활동지',
  'lab.tool.failed': '완료하지 못했습니다. 다시 시도해 주세요.',
  'lab.lesson': '수업 만들기',
  'lab.lesson.about': '이 모델로 이 장을 여는 링크입니다. 함께 보여 줄 장을 고르세요.',
  'lab.lesson.copy': '수업 링크 복사',
  'lab.lesson.copied': '복사했습니다. 수업은 이 장에서 시작합니다.',
  'lab.lesson.own':
    '내 사진은 링크에 담을 수 없습니다. 예시 사진을 쓰면 그 사진으로 열리고, 아니면 학생이 각자 사진을 고릅니다.',

  'lab.sheet.title': '활동지: ResNet의 내부',
  'lab.sheet.name': '이름:                                                        날짜:',
  'lab.sheet.facts': '모델 {network}: 클래스 {classes}개, 매개변수 {parameters}개. 사진: {photo}.',
  'lab.sheet.first': '스템(stem), 몸통(body), 블록(block)',
  'lab.sheet.stem': '스템의 필터 세 개를 살펴보세요. 각각 무엇을 찾나요?',
  'lab.sheet.guess': '먼저 예상해 보세요. 마지막 스테이지는 사진에서 무엇을 찾을까요?',
  'lab.sheet.part': '단계',
  'lab.sheet.size': '크기',
  'lab.sheet.sees': '보는 범위(픽셀)',
  'lab.sheet.found': '한 채널이 찾은 것',
  'lab.sheet.trade': '표를 채우세요. 스테이지를 지날 때마다 무엇을 잃고 무엇을 얻나요?',
  'lab.sheet.block': '블록과 칸을 하나씩 골라 x, F(x), x + F(x)를 적으세요. 왜 x를 더할까요?',
  'lab.sheet.second': '스킵 연결(skip connection), 헤드(head)',
  'lab.sheet.lesion':
    '먼저 예상해 보세요. 어느 블록을 꺼도 될까요? 그런 다음 하나씩 끄며 표를 채우세요.',
  'lab.sheet.without': '끈 것',
  'lab.sheet.answer': '답',
  'lab.sheet.percent': '%',
  'lab.sheet.whole': '없음',
  'lab.sheet.all': '모든 스킵 연결',
  'lab.sheet.why': '블록 하나는 꺼도 되지만 스킵 연결을 모두 끄면 안 되는 까닭은 무엇인가요?',
  'lab.sheet.bottleneck': '병목 블록은 무엇을 어떻게 아끼나요?',
  'lab.sheet.head': '헤드는 무슨 일을 하나요? 답에 가장 크게 작용한 채널을 적으세요.',
  'lab.sheet.training': '학습 곡선 넷을 비교하세요. 스킵 연결은 무엇을 바꾸나요?',
};
