// A worker that is never restarted: `go run . keyturn/svc-reports`. It does one job for each line of its standard input.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func main() {
	ctx, secretID, every := context.Background(), "keyturn/svc-reports", 5*time.Minute
	if len(os.Args) > 1 {
		secretID = os.Args[1]
	}
	if seconds, err := strconv.Atoi(os.Getenv("REFRESH_SECONDS")); err == nil {
		every = time.Duration(seconds) * time.Second
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		log.Fatal(err)
	}
	// Every client of the program is made from this.
	client := sts.NewFromConfig(WithKeyturn(cfg, secretID, every))
	for jobs := bufio.NewScanner(os.Stdin); jobs.Scan(); {
		identity, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(aws.ToString(identity.Arn))
	}
}
