package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.ReportId;
import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import dev.rapporteur.impl.xa.Branch;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** An engine in a process of its own, to be killed: says which reports it has sent, and, lagging behind, of which it was told. */
public final class ObservedVictim {

    static final String TOPIC = "payments";
    static final String SENT = "sent ";
    static final String TOLD = "told ";
    static final String OBSERVER = "ledger";
    private static final long TELLING_NANOS = Duration.ofMillis(2).toNanos();

    private ObservedVictim() {}

    /** With the brokers, the journal's directory, and the guarantee. */
    public static void main(String[] arguments) {
        Engine engine = Engine.open(config(arguments[0], arguments[1], arguments[2]));
        engine.observe(
                OBSERVER,
                event -> {
                    LockSupport.parkNanos(TELLING_NANOS);
                    System.out.println(TOLD + event.id());
                },
                Runnable::run);
        for (int number = 0; true; number++) {
            Branch branch = engine.begin();
            ReportId id = branch.sendTo(TOPIC, number % 3, "x".getBytes(UTF_8));
            branch.commit();
            System.out.println(SENT + id);
        }
    }

    static EngineConfig config(String bootstrapServers, String journalDirectory, String guarantee) {
        return EngineConfig.read(
                Map.of(
                        "name", "observed",
                        "nodeName", "node-1",
                        "bootstrapServers", bootstrapServers,
                        "journalDirectory", journalDirectory,
                        "deliveryGuarantee", guarantee),
                new ClientPropertyNames());
    }
}
