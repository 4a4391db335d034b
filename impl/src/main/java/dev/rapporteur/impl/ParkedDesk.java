package dev.rapporteur.impl;

import dev.rapporteur.impl.journal.Parking;
import dev.rapporteur.impl.journal.SegmentFiles;
import dev.rapporteur.impl.monitor.ParkedContent;
import dev.rapporteur.impl.monitor.ParkedReportsMXBean;
import dev.rapporteur.impl.monitor.ParkedView;
import dev.rapporteur.impl.outbound.OutboundReport;
import dev.rapporteur.impl.outbound.ParkedReport;
import dev.rapporteur.impl.outbound.PartitionId;
import dev.rapporteur.impl.outbound.StoredReport;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Operators' hands on an engine's parked reports, while it is open. For any thread. */
final class ParkedDesk implements ParkedReportsMXBean {

    private final Supplier<Opening> opening;
    private final InstantSource clock;

    ParkedDesk(Supplier<Opening> opening, InstantSource clock) {
        this.opening = opening;
        this.clock = clock;
    }

    @Override
    public List<ParkedView> getParked() {
        return opening.get().parked().list().stream().map(ParkedDesk::view).toList();
    }

    private static ParkedView view(ParkedReport report) {
        return new ParkedView(
                report.partition().topic(),
                report.partition().number(),
                report.sequence(),
                report.id().toString(),
                report.size(),
                Instant.ofEpochMilli(report.sinceMs()).toString(),
                report.reason());
    }

    @Override
    public ParkedContent export(String topic, int partition, long sequence) {
        Opening now = opening.get();
        try (SegmentFiles files = now.journal().newFiles()) {
            StoredReport report = now.parked().read(new PartitionId(topic, partition), sequence, files);
            if (report == null) {
                throw notParked(topic, partition, sequence);
            }
            return content(report);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static ParkedContent content(StoredReport report) {
        return new ParkedContent(
                report.id().toString(),
                Instant.ofEpochMilli(report.timestampMs()).toString(),
                report.key(),
                report.payload(),
                report.headers().stream().map(OutboundReport.Header::name).toList(),
                report.headers().stream().map(OutboundReport.Header::value).toList());
    }

    @Override
    public void retry(String topic, int partition, long sequence) {
        ParkedContent unused = export(topic, partition, sequence); // says why it can't be read, if so
        if (retry(new PartitionId(topic, partition), List.of(sequence), partition) == 0) {
            throw notParked(topic, partition, sequence);
        }
    }

    @Override
    public int retryAll(String topic, int partition, int to) {
        Opening now = opening.get();
        int count = now.partitionCount(topic);
        if (to < 0 || to >= count) {
            throw new IllegalArgumentException("Topic \"" + topic + "\" has " + count
                    + " partitions, numbered from 0: there is no partition " + to + ".");
        }
        PartitionId id = new PartitionId(topic, partition);
        return retry(
                id, now.parked().list(id).stream().map(ParkedReport::sequence).toList(), to);
    }

    private int retry(PartitionId partition, Collection<Long> sequences, int to) {
        Opening now = opening.get();
        Parking.Retried frame;
        try (SegmentFiles files = now.journal().newFiles()) {
            frame = now.parked().retryFrame(partition, sequences, to, files);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        if (frame == null) {
            return 0;
        }
        now.keep(frame);
        return frame.sequences().size();
    }

    @Override
    public void drop(String topic, int partition, long sequence, String reason) {
        Opening now = opening.get();
        Parking.Dropped frame =
                now.parked().dropFrame(new PartitionId(topic, partition), sequence, reason, clock.millis());
        if (frame == null) {
            throw notParked(topic, partition, sequence);
        }
        now.keep(frame);
    }

    private static IllegalArgumentException notParked(String topic, int partition, long sequence) {
        return new IllegalArgumentException(
                topic + "-" + partition + "@" + sequence + " is not parked (any more): look at the list again.");
    }
}
