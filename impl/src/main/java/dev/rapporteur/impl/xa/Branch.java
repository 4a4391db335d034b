package dev.rapporteur.impl.xa;

import dev.rapporteur.Report;
import dev.rapporteur.ReportId;
import java.util.Collection;

/** The reports of one transaction branch. (Stub.) Each call throws a ReportException as ReportProducer says. */
public final class Branch {

    Branch() {}

    public ReportId send(String topic, byte[] payload) {
        throw new UnsupportedOperationException();
    }

    public ReportId send(String topic, String key, byte[] payload) {
        throw new UnsupportedOperationException();
    }

    public ReportId sendTo(String topic, int partition, byte[] payload) {
        throw new UnsupportedOperationException();
    }

    public ReportId send(Report report) {
        throw new UnsupportedOperationException();
    }

    public void send(Collection<Report> reports) {
        throw new UnsupportedOperationException();
    }

    /** For branches of {@code Engine.begin()}: makes the reports durable and lets them go. */
    public void commit() {
        throw new UnsupportedOperationException();
    }

    /** For branches of {@code Engine.begin()}: drops the reports. */
    public void rollback() {
        throw new UnsupportedOperationException();
    }
}
