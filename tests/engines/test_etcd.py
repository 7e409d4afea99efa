"""etcd: elections, and a network that is really cut."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import psutil
import pytest

from course import engines
from course.engines.etcd import Cluster, Node

from .test_server import within


@pytest.fixture(scope="module")
def three() -> Iterator[Cluster]:
    cluster = engines.etcd(nodes=3)
    yield cluster
    directory = cluster.server.directory
    cluster.close()
    assert within(15, lambda: not directory.exists())


@pytest.fixture
def cluster(three: Cluster) -> Iterator[Cluster]:
    yield three
    three.heal()
    for node in three.nodes.values():
        node.resume()
        node.start()
    three.leader()
    assert within(15, lambda: all(answers(node) for node in three.nodes.values()))


def answers(node: Node, **how: bool) -> bool:
    try:
        node.get("any", **how)
    except httpx.HTTPError:
        return False
    return True


def others(cluster: Cluster, *nodes: Node) -> list[Node]:
    return [node for node in cluster.nodes.values() if node not in nodes]


def test_one_node() -> None:
    one = engines.etcd()
    node = one.nodes["n1"]
    node.put("k", "väl")
    assert node.get("k") == "väl"
    assert node.get("missing") is None
    assert one.leader() is node
    assert one.url == node.url
    assert one.about.version == "3.5.1"
    one.close()


def test_a_write_to_any_node_is_read_from_every_node(cluster: Cluster) -> None:
    for number, node in enumerate(cluster.nodes.values()):
        node.put("shared", str(number))
        assert [other.get("shared") for other in cluster.nodes.values()] == [str(number)] * 3


def test_nodes_hear_each_other_only_through_the_network_process(cluster: Cluster) -> None:
    ports = {name: node.client.base_url.port for name, node in cluster.nodes.items()}
    network = cluster.server.members["network"].pid
    for name, node in cluster.nodes.items():
        process = psutil.Process(node.pid)
        for link in process.net_connections("tcp"):
            if link.status == "ESTABLISHED" and ports[name] not in (link.laddr.port, link.raddr.port):
                ends = {c.laddr.port for c in psutil.Process(network).net_connections("tcp")}
                assert link.raddr.port in ends


def test_the_cluster_survives_a_killed_leader(cluster: Cluster) -> None:
    leader = cluster.leader()
    leader.put("before", "1")
    leader.kill()
    assert not leader.alive
    new = cluster.leader()
    assert new is not leader
    assert within(10, lambda: answers(new))
    new.put("after", "2")
    assert new.get("before") == "1"
    leader.start()
    assert within(10, lambda: answers(leader))
    assert leader.get("after") == "2"


def test_a_minority_refuses_writes_and_linearizable_reads_but_answers_serializable_ones(cluster: Cluster) -> None:
    leader = cluster.leader()
    cut_off, majority = others(cluster, leader)
    leader.put("k", "old")
    assert within(5, lambda: cut_off.get("k", serializable=True) == "old")
    cluster.partition({cut_off.name})
    leader.put("k", "new")
    assert majority.get("k") == "new"
    with pytest.raises(httpx.HTTPError):
        cut_off.put("k", "never")
    with pytest.raises(httpx.HTTPError):
        cut_off.get("k")
    assert cut_off.get("k", serializable=True) == "old"
    cluster.heal()
    assert within(15, lambda: answers(cut_off))
    assert cut_off.get("k") != "old"


def test_a_leader_that_is_cut_off_is_replaced_and_steps_down(cluster: Cluster) -> None:
    old = cluster.leader()
    cluster.partition({node.name for node in others(cluster, old)})  # the rest, the old leader alone, is a group too
    new = cluster.leader()
    assert new is not old
    assert within(10, lambda: answers(new))
    new.put("side", "majority")
    with pytest.raises(httpx.HTTPError):
        old.put("side", "minority")
    assert old.get("side", serializable=True) != "majority"
    assert within(10, lambda: old.status().get("leader", "0") == "0")


def test_a_partition_closes_no_connection(cluster: Cluster) -> None:
    """Packets vanish, as in a real partition: neither side is told (a closed connection would tell it at once)."""
    leader = cluster.leader()
    follower = others(cluster, leader)[0]
    known = cluster.server.info["urls"]

    def links() -> set[int]:
        clients = {httpx.URL(url).port for url in known.values()}
        return {
            link.laddr.port
            for link in psutil.Process(follower.pid).net_connections("tcp")
            if link.status == "ESTABLISHED" and not clients & {link.laddr.port, link.raddr.port}
        }

    before = links()
    cluster.partition({follower.name})
    assert before & links() == before != set()


def test_a_paused_node_keeps_its_connections_and_catches_up(cluster: Cluster) -> None:
    leader = cluster.leader()
    leader.pause()
    assert leader.alive
    new = cluster.leader()
    assert new is not leader
    assert within(10, lambda: answers(new))
    new.put("paused", "1")
    leader.resume()
    assert within(10, lambda: answers(leader))
    assert leader.get("paused") == "1"


def test_without_a_majority_nobody_leads(cluster: Cluster) -> None:
    leader = cluster.leader()
    for node in others(cluster, leader):
        node.kill()
    with pytest.raises(engines.EngineFailed, match="no leader that a majority follows"):
        cluster.leader(timeout=0.5)
    with pytest.raises(httpx.HTTPError):
        leader.put("k", "1")


def test_a_clean_stop_hands_the_leadership_over(cluster: Cluster) -> None:
    leader = cluster.leader()
    leader.stop()
    assert not leader.alive
    assert cluster.leader() is not leader


@pytest.mark.parametrize("groups", [[], [{"n4"}], [{"n1"}, {"n1", "n2"}]])
def test_a_partition_that_makes_no_sense_is_refused(cluster: Cluster, groups: list[set[str]]) -> None:
    with pytest.raises(ValueError, match="at most once"):
        cluster.partition(*groups)


def test_no_nodes() -> None:
    with pytest.raises(ValueError, match="at least one"):
        engines.etcd(nodes=0)


def test_a_cluster_elsewhere_is_used_but_not_touched(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_ETCD_URL", cluster.url)
    there = engines.etcd(nodes=3)
    there.nodes["n2"].put("there", "1")
    assert cluster.nodes["n3"].get("there") == "1"
    assert there.about.version == "3.5.1"
    with pytest.raises(ValueError, match="runs elsewhere"):
        there.nodes["n1"].kill()
    with pytest.raises(ValueError, match="runs elsewhere"):
        there.partition({"n1"})
    with pytest.raises(ValueError, match="names 3 of the 5 nodes"):
        engines.etcd(nodes=5)
