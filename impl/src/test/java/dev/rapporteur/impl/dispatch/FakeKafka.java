package dev.rapporteur.impl.dispatch;

import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.PartitionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with links to it, all in the test's thread: reports arrive when the test says so. Like the real client it goes
 * on with what was sent behind a refused report, unless it is abandoned.
 */
final class FakeKafka implements BrokerLink.Factory {

    private final List<Link> links = new ArrayList<>();
    private final Map<PartitionId, List<Long>> logs = new HashMap<>();

    /** Refuses on arrival; null takes. */
    Function<OutboundReport, @Nullable SendFailure> onArrival = report -> null;

    /** Refuses within send; null takes. */
    Function<OutboundReport, @Nullable SendFailure> onSend = report -> null;

    @Nullable
    RuntimeException onOpen;

    /** Why no link can be made; null: they can. */
    @Nullable
    String unopened;

    private int attempts;

    @Override
    public BrokerLink open(int broker) throws BrokerLink.NotOpenedException {
        attempts++;
        if (unopened != null) {
            throw new BrokerLink.NotOpenedException(unopened, null);
        }
        if (onOpen != null) {
            throw onOpen;
        }
        Link link = new Link(broker);
        links.add(link);
        return link;
    }

    /** Whether nothing else of the report's partition is on its way. */
    boolean isAlone(OutboundReport report) {
        return links.stream()
                .flatMap(link -> link.onItsWay.stream())
                .noneMatch(one ->
                        one.report() != report && one.report().partition().equals(report.partition()));
    }

    /** Whether nothing else that is to go to this partition is on its way. */
    boolean isAlone(OutboundReport report, PartitionId to) {
        return links.stream()
                .flatMap(link -> link.onItsWay.stream())
                .noneMatch(one -> one.report() != report && one.to().equals(to));
    }

    /** How often a link was wanted. */
    int attempts() {
        return attempts;
    }

    int opened() {
        return links.size();
    }

    /** All that were ever opened, abandoned ones too. */
    List<Link> links() {
        return links;
    }

    /** The newest to this broker. */
    Link linkTo(int broker) {
        return links.stream()
                .filter(link -> link.broker == broker)
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    /** The newest. */
    Link link() {
        return links.get(links.size() - 1);
    }

    /** The sequences in the partition's log. */
    List<Long> log(PartitionId partition) {
        return logs.computeIfAbsent(partition, id -> new ArrayList<>());
    }

    /** Everything that is on its way arrives, and is answered. */
    void arrive() {
        List.copyOf(links).forEach(link -> link.arrive(Integer.MAX_VALUE));
    }

    final class Link implements BrokerLink {

        private record OnItsWay(OutboundReport report, PartitionId to, Receipt receipt) {}

        private final Deque<OnItsWay> onItsWay = new ArrayDeque<>();
        private final int broker;
        private boolean abandoned;

        Link(int broker) {
            this.broker = broker;
        }

        @Override
        public @Nullable SendFailure send(OutboundReport report, PartitionId to, Receipt receipt) {
            if (abandoned) {
                return SendFailure.linkLost("closed");
            }
            SendFailure failure = onSend.apply(report);
            if (failure == null) {
                onItsWay.add(new OnItsWay(report, to, receipt));
            }
            return failure;
        }

        @Override
        public void abandon() {
            abandoned = true;
        }

        boolean abandoned() {
            return abandoned;
        }

        boolean carries(PartitionId partition) {
            return onItsWay.stream().anyMatch(one -> one.report().partition().equals(partition));
        }

        int onItsWay() {
            return onItsWay.size();
        }

        long bytesOnTheirWay() {
            return onItsWay.stream().mapToLong(one -> one.report().size()).sum();
        }

        void arrive(int atMost) {
            for (int i = 0; i < atMost && !onItsWay.isEmpty(); i++) {
                OnItsWay next = onItsWay.remove();
                SendFailure failure =
                        abandoned ? SendFailure.linkLost("closed forcefully") : onArrival.apply(next.report());
                if (failure == null) {
                    log(next.to()).add(next.report().sequence());
                    next.receipt().acknowledged();
                } else {
                    next.receipt().failed(failure);
                }
            }
        }

        /** The next so many arrive, but nobody hears of it. */
        void arriveUnheard(int count) {
            if (abandoned) {
                return;
            }
            onItsWay.stream()
                    .limit(count)
                    .forEach(one -> log(one.to()).add(one.report().sequence()));
        }

        /** The connection breaks: all that is on its way fails. */
        void breakDown() {
            List<OnItsWay> failed = List.copyOf(onItsWay);
            onItsWay.clear();
            failed.forEach(one -> one.receipt().failed(SendFailure.linkLost("connection lost")));
        }
    }
}
