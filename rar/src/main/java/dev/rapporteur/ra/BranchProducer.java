package dev.rapporteur.ra;

import dev.rapporteur.Report;
import dev.rapporteur.ReportId;
import dev.rapporteur.ReportProducer;
import dev.rapporteur.impl.Engine;
import dev.rapporteur.impl.xa.Branch;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** A producer whose every call goes to some branch; which one is the subclass's to find. */
abstract class BranchProducer implements ReportProducer {

    /** Runs a call against the branch it belongs to. */
    abstract <T> T inBranch(Function<Branch, T> call);

    abstract EngineSlot.Running running();

    /** Runs a call in a branch of its own: durable, all of it, when this returns. */
    static <T> T alone(Engine engine, Function<Branch, T> call) {
        Branch branch = engine.begin();
        T result;
        try {
            result = call.apply(branch);
        } catch (RuntimeException | Error e) {
            branch.rollback();
            throw e;
        }
        branch.commit();
        return result;
    }

    @Override
    public final ReportId send(String topic, byte[] payload) {
        return inBranch(branch -> branch.send(topic, payload));
    }

    @Override
    public final ReportId send(String topic, String key, byte[] payload) {
        return inBranch(branch -> branch.send(topic, key, payload));
    }

    @Override
    public final ReportId sendTo(String topic, int partition, byte[] payload) {
        return inBranch(branch -> branch.sendTo(topic, partition, payload));
    }

    @Override
    public final ReportId send(Report report) {
        return inBranch(branch -> branch.send(report));
    }

    @Override
    public final void send(Collection<Report> reports) {
        inBranch(branch -> {
            branch.send(reports);
            return branch;
        });
    }

    @Override
    public final List<Integer> partitionsFor(String topic) {
        return running().engine().partitionsFor(topic);
    }
}
