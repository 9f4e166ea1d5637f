COPY JOB DROP sensor_message_copy
