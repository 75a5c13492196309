"""이관: a case that 도로과 is asked to take, one that changed hands, one nobody wants, one that was ruled on."""

from collections.abc import Callable, Iterator

from accounts.models import User
from grievances import actions
from grievances.demo.parts import Goes, Part, Parts, Story, officer_of
from grievances.demo.texts import Text
from grievances.demo.world import DAY, World
from grievances.models import Grievance

PAVEMENT = "정류장 앞 보도가 끊겨 버스가 서도 내릴 곳이 없습니다. 보도를 먼저 이어야 하니 맡아 주십시오."
GUTTER = "넘치는 곳이 하수관이 아니라 길옆 도랑입니다. 도랑은 도로에 딸린 시설입니다."
WRONG = "공업용수 관을 옮기는 일이 먼저로 보입니다."
TAKEN = "도랑을 함께 보고 왔습니다. 이어서 맡겠습니다."
CAMERAS = "도난을 막는 일이니 안전을 맡은 부서에서 자리를 정해 주십시오."
NOT_OURS = "저희는 재난에 쓰는 카메라만 둡니다. 도난은 방범용이고 세우는 일은 정보통신과가 합니다."
POLES = "모퉁이의 가로등 기둥에 달면 됩니다. 기둥을 맡은 부서에서 함께 해 주십시오."
NO_POLES = "기둥이 낡아 카메라를 달 수 없고, 새 기둥은 카메라를 다는 부서가 세웁니다."
LORRIES = "세울 곳을 만드는 일이 먼저이고 그 일은 대중교통과가 합니다."
NO_PLACE = "공영주차장은 후보지가 정해진 뒤의 일입니다. 지금 막힌 곳을 여는 것은 도로과의 일입니다."
HELP = "길 위의 차를 옮기게 하는 일은 세무 조사와 함께 할 수 있습니다."
NO_HELP = "저희는 세금만 다룹니다."
RULING = "막힌 출입구부터 여는 것이 기업에 급합니다. 도로과가 맡고, 주차장 자리는 대중교통과가 따로 찾습니다."


def stories(world: World, do: Parts) -> Iterator[Story]:
    """Everything that can become of an offer."""
    head = User.objects.get(email="head@demo.example")

    def story(words: str, days: float, *parts: Goes) -> Story:
        return do.story(world.filing(world.about(words), days), world.ago(days * DAY), do.receive(), *parts)

    def offer(after: float, unit: str, why: str) -> Goes:
        return do.move(after, officer_of, actions.offer_transfer, world.departments[unit], why)

    def decline(after: float, who: Callable[[Grievance], User], why: str) -> Goes:
        return do.move(after, who, actions.decline_transfer, why)

    def asked(case: Grievance) -> User:
        return next(world.officers[str(case.offered_to)])

    def take(case: Grievance, _text: Text) -> Part:
        yield world.after(5)
        return actions.accept_transfer(case, by=head, officer=world.officer, note=TAKEN)

    # officer@ and head@ are asked since yesterday.
    yield story("정류장을 지나는 버스", 2.4, offer(5, "도로과", PAVEMENT))
    # Offered to one department, taken back, offered to another that took it.
    back = do.move(3, officer_of, actions.take_back)
    yield story("우수관이", 5, offer(DAY, "환경정책과", WRONG), back, offer(2, "도로과", GUTTER), take)
    # Declined twice: manager@ has until tomorrow.
    yield story(
        "CCTV",
        5,
        offer(DAY, "안전총괄과", CAMERAS),
        decline(6, asked, NOT_OURS),
        offer(3, "도로과", POLES),
        do.until(world.ago(3)),
        decline(0, lambda _case: head, NO_POLES),
    )

    # Given to a colleague, because officer@ has much to do.
    def given(case: Grievance, _text: Text) -> Part:
        yield world.after(DAY)
        colleague = next(person for person in world.officers["도로과"] if person != case.officer)
        return actions.hand_over(case, colleague, by=world.manager)

    lamps = world.filing(world.about("가로등이"), 4)
    yield do.story(lamps, world.ago(4 * DAY), do.receive(officer=world.officer), given)
    # Ruled on, some weeks ago.
    yield story(
        "갓길 화물차",
        22,
        offer(DAY, "대중교통과", LORRIES),
        decline(4, asked, NO_PLACE),
        offer(3, "세정과", HELP),
        decline(4, asked, NO_HELP),
        do.by_manager(5, actions.rule_transfer, world.departments["도로과"], RULING, officer=world.officer),
        do.resolve(3 * DAY),
    )
