"""The first version of what people agree to when they sign up. Each city has its own lawyer read them and publishes
its own versions; what was agreed to stays as it was."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TERMS = """\
제1조 (목적) 이 약관은 시가 운영하는 기업SOS(이하 "누리집")에서 기업의 어려움을 신청하고 처리 과정을 보는 데 필요한 사항을 정합니다.

제2조 (회원) 기업의 임직원은 이메일을 확인하고 회원이 됩니다. 계정은 한 사람이 하나씩 쓰며, 다른 사람에게 빌려주거나 넘길 수 없습니다. 회사를 떠난 사람은 그 회사의 신청 내용을 볼 수 없습니다.

제3조 (신청과 처리) 신청하신 내용은 「민원 처리에 관한 법률」에 따라 접수하고 처리합니다. 처리기한과 담당 부서, 결과는 누리집과 이메일로 알려 드립니다. 누리집을 쓸 수 없을 때에는 전화·방문·우편으로도 신청하실 수 있습니다.

제4조 (회원이 지킬 일) 사실과 다른 내용을 신청하거나, 다른 사람의 정보를 허락 없이 올리거나, 누리집의 운영을 방해해서는 안 됩니다. 이를 어기면 이용을 제한할 수 있으며, 제한하기 전에 까닭을 알리고 의견을 듣습니다.

제5조 (시가 지킬 일) 시는 신청 내용과 신청한 사람의 정보를 처리 목적 밖으로 쓰지 않으며, 신청을 이유로 불이익을 주지 않습니다. 점검 등으로 누리집을 멈출 때에는 미리 알립니다.

제6조 (탈퇴) 회원은 언제든 탈퇴를 신청할 수 있습니다. 탈퇴해도 이미 접수한 민원의 기록은 관계 법령이 정한 기간 동안 보관합니다.

제7조 (약관의 변경) 약관을 바꿀 때에는 시행 7일 전까지 누리집에 알리고, 회원에게 불리한 변경은 30일 전까지 이메일로도 알립니다.\
"""

PRIVACY = """\
수집하는 항목: 이름, 이메일, 전화번호, 비밀번호(알아볼 수 없게 바꾸어 보관합니다). 이용 과정에서 접속 일시, 접속 주소(IP), 쓰신 기기의 종류가 함께 기록됩니다. 주민등록번호는 받지 않습니다.

수집하는 목적: 본인 확인, 신청한 민원의 접수·처리·결과 안내, 담당자의 연락, 부정한 이용의 방지.

보유하는 기간: 탈퇴할 때까지. 다만 접수한 민원의 기록은 「공공기록물 관리에 관한 법률」이 정한 기간, 접속 기록은 2년 동안 보관한 뒤 지웁니다.

제3자 제공: 하지 않습니다. 민원을 다른 기관이 처리해야 할 때에는 법률이 정한 범위에서 그 기관에 보내고 보낸 사실을 알려 드립니다.

동의를 거부할 권리: 동의하지 않으실 수 있습니다. 다만 위 항목은 민원을 처리하고 결과를 알려 드리는 데 꼭 필요하므로, 동의하지 않으시면 회원 가입을 할 수 없습니다. 이때에는 전화나 방문으로 신청하실 수 있습니다.\
"""

NEWS = """\
수집하는 항목: 이름, 이메일.

이용하는 목적: 기업 지원 사업, 설명회, 현장방문 일정 같은 소식을 이메일로 보내 드립니다.

보유하는 기간: 동의를 철회하거나 탈퇴할 때까지.

동의를 거부할 권리: 선택 사항입니다. 동의하지 않으셔도 누리집의 모든 기능을 그대로 쓰실 수 있으며, 동의한 뒤에도 '내 정보'에서 언제든 철회하실 수 있습니다. 신청하신 민원에 관한 알림은 이 동의와 관계없이 보내 드립니다.\
"""


def publish(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    ConsentText = apps.get_model("accounts", "ConsentText")
    for kind, body, is_required in [("TERMS", TERMS, True), ("PRIVACY", PRIVACY, True), ("NEWS", NEWS, False)]:
        ConsentText.objects.get_or_create(kind=kind, version=1, defaults={"body": body, "is_required": is_required})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    # Going back leaves the texts: the table keeps what people may have agreed to, and goes with 0001.
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
