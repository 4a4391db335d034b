package dev.rapporteur.it.app;

import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs a job that reports nine numbers in chunks of three; the last chunk fails. */
@ApplicationScoped
public class Batch {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final Set<BatchStatus> ENDED =
            Set.of(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.STOPPED);

    /** Runs the job to its end, and gives its status. */
    public BatchStatus run(String topic) {
        JobOperator operator = BatchRuntime.getJobOperator();
        Properties parameters = new Properties();
        parameters.setProperty("topic", topic);
        long job = operator.start("numbers", parameters);
        long start = System.nanoTime();
        while (!ENDED.contains(operator.getJobExecution(job).getBatchStatus())) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("The job does not end");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return operator.getJobExecution(job).getBatchStatus();
    }

    /** Counts to nine. */
    @Dependent
    @Named("numberReader")
    public static class NumberReader extends AbstractItemReader {

        private static final int LAST = 9;

        private int number;

        @Override
        public @Nullable Object readItem() {
            return number < LAST ? ++number : null;
        }
    }

    /** Sends a report for each number of a chunk, in the step's transaction. */
    @Dependent
    @Named("numberWriter")
    public static class NumberWriter extends AbstractItemWriter {

        private static final int FAILS_AT = 8;

        @Inject
        private Sender sender;

        @Inject
        private JobContext job;

        @Override
        public void writeItems(List<Object> numbers) {
            String topic = BatchRuntime.getJobOperator()
                    .getJobExecution(job.getExecutionId())
                    .getJobParameters()
                    .getProperty("topic");
            for (Object number : numbers) {
                sender.send(topic, number.toString());
                if (number.equals(FAILS_AT)) {
                    throw new Payments.Declined();
                }
            }
        }
    }
}
