"""What incidents say, and the ways that they take. Every way is a path through the table of legal steps."""

from server.incidents.models import IncidentState as S

REPORTS = {
    "party-activity-site": ("党群活动室投影仪无法开机，影响周五活动。", "活动室门锁松动，请安排维修。"),
    "party-notice-board": ("单元门口公示栏还是去年的内容。", "公示栏玻璃破裂，纸张被雨打湿。"),
    "gov-fire-exit": ("楼后消防通道停了三辆私家车，消防车进不来。", "楼道里堆放旧家具，占了疏散通道。"),
    "gov-noise": ("楼下装修周末早上七点就开工。", "广场音响晚上十点后声音太大。"),
    "gov-e-bike": ("有人从三楼拉线给电动车充电。", "电动车推进楼道充电，住户担心起火。"),
    "live-water-leak": ("地下管道渗水，路面已经湿了一片。", "楼顶水箱漏水，顺着外墙往下流。"),
    "live-heating": ("整个单元暖气不热，家里有老人。", "暖气管接头滴水。"),
    "live-lift": ("电梯停在五楼不动，没有人被困。", "电梯门关不严，运行时有异响。"),
    "live-street-lamp": ("路口两盏路灯不亮，晚上看不清台阶。", "单元门前的灯一直闪。"),
    "env-rubbish": ("垃圾桶满了三天没有清运。", "绿化带里有人倾倒装修垃圾。"),
    "env-green": ("大风刮断树枝，挂在步道上方。", "草坪被车碾坏一片。"),
    "env-manhole": ("井盖破了一角，自行车容易卡轮子。", "雨水井盖松动，车过有响声。"),
    "serv-paperwork": ("老人行动不便，请帮忙代办医保卡。", "需要上门办理残疾证年审。"),
    "serv-facility": ("健身器材螺丝松动，有孩子在玩。", "休息长椅木条断裂。"),
}
NOTES = {
    S.ASSIGNED: ("请三个工作日内处理。", "请尽快到现场查看。", "转请承办。"),
    S.RESOLVED: ("已到现场处理完毕。", "已更换损坏部件。", "已清理，并提醒周边住户。"),
    S.CLOSED: ("已处理，并电话告知反映人，表示满意。", "问题已解决，感谢反映。", "已核实处理完毕，答复反映人。"),
    S.RETURNED: ("请补充具体位置和照片。",),
    S.REJECTED: ("经核实不属于社区职责范围，已告知反映人联系产权单位。",),
    S.REOPENED: ("处理后三天又出现同样问题。",),
}
TO_DEPARTMENT = (S.REPORTED, S.ACCEPTED, S.ASSIGNED, S.IN_PROGRESS, S.RESOLVED, S.VERIFIED, S.CLOSED)
IN_GRID = (S.REPORTED, S.ACCEPTED, S.IN_PROGRESS, S.RESOLVED, S.VERIFIED, S.CLOSED)
# (way, weight, whether it can lie far back: what is still open is recent).
WAYS: tuple[tuple[tuple[S, ...], int, bool], ...] = (
    (TO_DEPARTMENT, 40, True),
    (IN_GRID, 24, True),
    ((S.REPORTED, S.REJECTED), 4, True),
    ((S.REPORTED, S.CANCELLED), 2, True),
    ((S.REPORTED, S.MERGED), 3, False),
    (TO_DEPARTMENT[:1], 5, False),
    (TO_DEPARTMENT[:2], 4, False),
    (TO_DEPARTMENT[:3], 6, False),
    (TO_DEPARTMENT[:4], 6, False),
    (TO_DEPARTMENT[:5], 4, False),
    (TO_DEPARTMENT[:6], 2, False),
    ((S.REPORTED, S.RETURNED), 2, False),
    ((*TO_DEPARTMENT, S.REOPENED), 1, False),
    ((*IN_GRID, S.REOPENED, S.ACCEPTED), 1, False),
)
