using System.Buffers.Text;
using System.Security.Cryptography;
using Writ.Authority.Keys;
using Writ.Domain;
using Writ.Testing;

namespace Writ.Authority.Tests.Keys;

public sealed class KeyEncryptionKeySourceTests : IDisposable
{
    private readonly TempFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Environment_KeyInEitherSpelling_OpensTheSameKeysAndIsTakenOut()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var variable = $"WRIT_TEST_KEY_{Guid.NewGuid():n}";
        ReadOnlyMemory<byte> first = default;
        foreach (var text in (string[])[Convert.ToBase64String(key), Base64Url.EncodeToString(key), Convert.ToBase64String(key).TrimEnd('=') + "\n"])
        {
            Environment.SetEnvironmentVariable(variable, text);
            using var keyring = Open(KeyEncryptionKeySource.Environment(variable));
            Assert.Null(Environment.GetEnvironmentVariable(variable));
            Assert.True(first.IsEmpty || first.Span.SequenceEqual(keyring.PublicKey(KeyPurpose.Writs).Span));
            first = keyring.PublicKey(KeyPurpose.Writs);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    public void Command_WhatIsNoKey_RefusesWithoutRepeatingIt(string? output)
    {
        var refused = Assert.Throws<AuthorityException>(() => Open(KeyEncryptionKeySource.Command("vault", () => output)));
        Assert.Equal("W2008", refused.Code);
        Assert.Contains("`vault`", refused.Text, StringComparison.Ordinal);
        Assert.True(string.IsNullOrWhiteSpace(output) || !refused.Text.Contains(output, StringComparison.Ordinal));
        Assert.False(Directory.Exists(home.At("data", "keys")));
    }

    [Fact]
    public void Command_AnotherKeyThanBefore_OpensNothing()
    {
        Open(KeyEncryptionKeySource.Command("vault", () => Convert.ToBase64String(new byte[32]))).Dispose();
        var refused = Assert.Throws<AuthorityException>(() => Open(KeyEncryptionKeySource.Command("vault", () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))));
        Assert.Equal("W2003", refused.Code);
    }

    private FileKeyring Open(KeyEncryptionKeySource source) => FileKeyring.Open(new(home.At("data", "keys"), source, StoreExists: false));
}
