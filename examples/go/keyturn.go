package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/smithy-go"
)

// Keyturn reads its key from a Keyturn secret, and each next key with the one before. Until the secret holds a key, it
// signs with what cfg holds; while the secret cannot be read, the last key is used.
type Keyturn struct {
	secretID  string
	every     time.Duration
	bootstrap aws.CredentialsProvider
	client    *secretsmanager.Client
	issued    *aws.Credentials
}

// WithKeyturn returns a copy of cfg whose clients sign with the secret's key. Make one for the whole program.
func WithKeyturn(cfg aws.Config, secretID string, every time.Duration) aws.Config {
	provider := &Keyturn{secretID, every, cfg.Credentials, secretsmanager.NewFromConfig(cfg), nil}
	// The cache asks again when the key "expires", one goroutine at a time.
	cfg.Credentials = aws.NewCredentialsCache(provider)
	return cfg
}

// Retrieve fails only where there was never any key.
func (k *Keyturn) Retrieve(ctx context.Context) (aws.Credentials, error) {
	k.read(ctx)
	credentials, expires := aws.Credentials{}, time.Now().Add(k.every)
	if k.issued != nil {
		credentials = *k.issued
	} else {
		var err error
		if credentials, err = k.bootstrap.Retrieve(ctx); err != nil {
			return credentials, err
		}
	}
	if !credentials.CanExpire || expires.Before(credentials.Expires) {
		credentials.CanExpire, credentials.Expires = true, expires
	}
	return credentials, nil
}

// First with the newest key: reading counts as use, and keeps an old key alive.
func (k *Keyturn) read(ctx context.Context) {
	signers := []aws.CredentialsProvider{k.bootstrap}
	if issued := k.issued; issued != nil {
		newest := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return *issued, nil })
		signers = []aws.CredentialsProvider{newest, k.bootstrap}
	}
	for _, signer := range signers {
		if key, err := k.readWith(ctx, signer); err == nil {
			k.issued = key
			return
		} else if !anotherKeyMay(err) {
			return
		}
	}
}

func (k *Keyturn) readWith(ctx context.Context, signer aws.CredentialsProvider) (*aws.Credentials, error) {
	input := &secretsmanager.GetSecretValueInput{SecretId: &k.secretID}
	output, err := k.client.GetSecretValue(ctx, input, func(o *secretsmanager.Options) { o.Credentials = signer })
	if err != nil {
		return nil, err
	}
	var value struct{ AccessKeyId, SecretAccessKey string }
	if err := json.Unmarshal([]byte(aws.ToString(output.SecretString)), &value); err != nil || value.SecretAccessKey == "" {
		return nil, errors.New("the secret holds no key yet")
	}
	return &aws.Credentials{AccessKeyID: value.AccessKeyId, SecretAccessKey: value.SecretAccessKey}, nil
}

// Any other error would be the same with every key.
func anotherKeyMay(err error) bool {
	var failure smithy.APIError
	if !errors.As(err, &failure) {
		return false
	}
	switch failure.ErrorCode() {
	case "UnrecognizedClientException", "InvalidClientTokenId", "AccessDeniedException":
		return true
	}
	return false
}
