package dev.rapporteur.impl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.impl.config.EngineConfig;
import dev.rapporteur.impl.kafka.ClientPropertyNames;
import dev.rapporteur.impl.xa.Branch;
import java.util.Map;

/**
 * An engine in a process of its own, to be killed: sends numbered reports, and says of each when its commit has returned, and
 * once that Kafka has taken some.
 */
public final class EngineVictim {

    static final String NAME = "victim";
    static final int PARTITIONS = 12;
    static final String LEFT = "left ";
    static final String SENT = "sent ";
    static final String DELIVERS = "delivers ";

    private EngineVictim() {}

    /** With the brokers, the journal's directory, the guarantee, the topic and the first number. */
    public static void main(String[] arguments) {
        Engine engine = Engine.open(config(arguments[0], arguments[1], arguments[2]));
        System.out.println(LEFT + engine.statistics().reportsWaiting());
        boolean delivers = false;
        for (long number = Long.parseLong(arguments[4]); true; number++) {
            send(engine, arguments[3], number);
            System.out.println(SENT + number);
            if (!delivers && engine.statistics().reportsDelivered() > 0) {
                delivers = true;
                System.out.println(DELIVERS + number);
            }
        }
    }

    /** Sends a report with its number to the partition that follows from that. */
    static void send(Engine engine, String topic, long number) {
        Branch branch = engine.begin();
        branch.sendTo(topic, (int) (number % PARTITIONS), Long.toString(number).getBytes(UTF_8));
        branch.commit();
    }

    static EngineConfig config(String bootstrapServers, String journalDirectory, String guarantee) {
        return EngineConfig.read(
                Map.of(
                        "name", NAME,
                        "nodeName", "node-1",
                        "bootstrapServers", bootstrapServers,
                        "journalDirectory", journalDirectory,
                        "deliveryGuarantee", guarantee),
                new ClientPropertyNames());
    }
}
