"""What Keyturn's tests need of ministack and it lacks. local/moto_server is the same for moto; what is moto's nowhere, they share."""
