using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Writ.Domain.Tests.Evidence;

public sealed class LedgerEntryTests
{
    // The canonical bytes are a promise: what is hashed today must be what is verified in ten years. A change here is a new version of the entry.
    private static readonly Dictionary<string, string> Goldens = new(StringComparer.Ordinal)
    {
        ["epoch.started"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000001","at":"2026-03-02T12:00:00.123456Z","kind":"epoch.started","epoch":1,"cause":"first-start"}""",
        ["release.activated"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000002","at":"2026-03-02T12:00:00.123456Z","kind":"release.activated","release":"rel_a4d451ec23463726f72c43d64c710968f6b602cd653b4de8adee1b556240a829","previous":"rel_6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}""",
        ["join.offered"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000n","at":"2026-03-02T12:00:00.123456Z","kind":"join.offered","agent":"support","token":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","expires":"2026-03-02T12:05:00.123Z"}""",
        ["instance.attested"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000003","at":"2026-03-02T12:00:00.123456Z","kind":"instance.attested","instance":"spiffe://example.org/agent/support/1","workload":"agent/support","assurance":"separate-uid","attestation":"launcher","uid":1001,"groups":"4,27","cgroup":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","executable":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","selectors":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","launcher_says":{"command":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","script":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35"}}""",
        ["instance.ended"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000004","at":"2026-03-02T12:00:00.123456Z","kind":"instance.ended","instance":"spiffe://example.org/agent/support/1","cause":"exited"}""",
        ["definition.pinned"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000005","at":"2026-03-02T12:00:00.123456Z","kind":"definition.pinned","tool":"files/read","definition":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}""",
        ["containment.set"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000006","at":"2026-03-02T12:00:00.123456Z","kind":"containment.set","what":"agent","name":"support","by":"operator"}""",
        ["task.opened"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000007","at":"2026-03-02T12:00:00.123456Z","kind":"task.opened","task":"tsk_01kjq6psg00000000000000001","agent":"support","instance":"spiffe://example.org/agent/support/1","assurance":"sandboxed","intent":"resolve-ticket","release":"rel_a4d451ec23463726f72c43d64c710968f6b602cd653b4de8adee1b556240a829","channel":"launcher","parameters":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","deadline":"2026-03-02T13:00:00.000Z","policies":["open"]}""",
        ["task.refused"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000008","at":"2026-03-02T12:00:00.123456Z","kind":"task.refused","decision":"dec_01kjq6psg00000000000000001","agent":"support","intent":"resolve-ticket","release":"rel_a4d451ec23463726f72c43d64c710968f6b602cd653b4de8adee1b556240a829","codes":["W3107"]}""",
        ["task.offered"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000y","at":"2026-03-02T12:00:00.123456Z","kind":"task.offered","task":"tsk_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000001","instance":"spiffe://example.org/agent/support/1","to":"researcher","intent":"look-up","release":"rel_a4d451ec23463726f72c43d64c710968f6b602cd653b4de8adee1b556240a829","policies":["policies/a.cedar#0"],"expires":"2026-03-02T12:05:00.123Z"}""",
        ["task.moved"] =
            """{"v":1,"id":"ent_01kjq6psg00000000000000009","at":"2026-03-02T12:00:00.123456Z","kind":"task.moved","task":"tsk_01kjq6psg00000000000000001","edge":"complete","to":"completed","cause":"command-exited"}""",
        ["writ.issued"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000a","at":"2026-03-02T12:00:00.123456Z","kind":"writ.issued","task":"tsk_01kjq6psg00000000000000001","writ":"wrt_01kjq6psg00000000000000001","audience":"http://127.0.0.1:7420","binding":"mutual-tls","expires":"2026-03-02T12:05:00.123Z"}""",
        ["action.decided"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000b","at":"2026-03-02T12:00:00.123456Z","kind":"action.decided","task":"tsk_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000001","verdict":"step-up","zone":"tools","agent":"support","instance":"spiffe://example.org/agent/support/1","assurance":"sandboxed","binding":"socket","chain":["spiffe://example.org/agent/lead/2"],"subject":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","writ":"wrt_01kjq6psg00000000000000001","intent":"resolve-ticket","release":"rel_a4d451ec23463726f72c43d64c710968f6b602cd653b4de8adee1b556240a829","action":"files/read","effects":["destructive","egress"],"resource_type":"Case","resource":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","destination":"server","request":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","argument_bytes":42,"definition":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","facts":{"classified":false,"pinned":true,"resource_known":true},"policies":["support"],"codes":["W3120"],"obligations":["approval"]}""",
        ["action.evaluated"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000r","at":"2026-03-02T12:00:00.123456Z","kind":"action.evaluated","task":"tsk_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000002","verdict":"deny","agent":"support","instance":"spiffe://example.org/agent/support/1","binding":"socket","subject":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","writ":"wrt_01kjq6psg00000000000000001","release":"rel_a4d451ec23463726f72c43d64c710968f6b602cd653b4de8adee1b556240a829","action":"files/read","policies":["support"],"codes":["W3108"]}""",
        ["action.observed"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000c","at":"2026-03-02T12:00:00.123456Z","kind":"action.observed","task":"tsk_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000001","outcome":"succeeded","result":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","result_bytes":1234,"elapsed_us":567}""",
        ["message.refused"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000d","at":"2026-03-02T12:00:00.123456Z","kind":"message.refused","task":"tsk_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000001","zone":"tools","stage":"describe","cause":"refused","code":"W4001"}""",
        ["session.opened"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000e","at":"2026-03-02T12:00:00.123456Z","kind":"session.opened","task":"tsk_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000001","instance":"spiffe://example.org/agent/support/1","server":"files"}""",
        ["messages.refused"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000f","at":"2026-03-02T12:00:00.123456Z","kind":"messages.refused","since":"2026-03-02T12:00:00.123Z","counts":{"W2101":70000,"W2310":1}}""",
        ["evidence.lost"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000g","at":"2026-03-02T12:00:00.123456Z","kind":"evidence.lost","count":3616}""",
        ["keys.changed"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000h","at":"2026-03-02T12:00:00.123456Z","kind":"keys.changed","made":["jwt-2 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"],"destroyed":["jwt-1 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"],"cause":"schedule"}""",
        ["certificate.issued"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000j","at":"2026-03-02T12:00:00.123456Z","kind":"certificate.issued","holder":"spiffe://example.org/agent/support/1","certificate":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","expires":"2026-03-02T13:00:00.123Z"}""",
        ["token.issued"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000k","at":"2026-03-02T12:00:00.123456Z","kind":"token.issued","holder":"spiffe://example.org/agent/support/1","audience":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","expires":"2026-03-02T12:05:00.123Z"}""",
        ["federation.changed"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000002t","at":"2026-03-02T12:00:00.123456Z","kind":"federation.changed","trust_domain":"other.example","sequence":7,"bundle":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","cause":"endpoint"}""",
        ["writ.revoked"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000m","at":"2026-03-02T12:00:00.123456Z","kind":"writ.revoked","task":"tsk_01kjq6psg00000000000000001","writ":"wrt_01kjq6psg00000000000000001"}""",
        ["secret.set"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000p","at":"2026-03-02T12:00:00.123456Z","kind":"secret.set","secret":"github","by":"operator"}""",
        ["secret.used"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000q","at":"2026-03-02T12:00:00.123456Z","kind":"secret.used","task":"tsk_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000001","secret":"github","version":"3","server":"files"}""",
        ["approval.requested"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000r","at":"2026-03-02T12:00:00.123456Z","kind":"approval.requested","task":"tsk_01kjq6psg00000000000000001","approval":"apr_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000001","instance":"spiffe://example.org/agent/support/1","release":"rel_a4d451ec23463726f72c43d64c710968f6b602cd653b4de8adee1b556240a829","action":"files/read","request":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","context":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","approvers":["owner","team:finance"],"rules":["support/refund"],"expires":"2026-03-02T12:10:00.123Z"}""",
        ["approval.voted"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000s","at":"2026-03-02T12:00:00.123456Z","kind":"approval.voted","task":"tsk_01kjq6psg00000000000000001","approval":"apr_01kjq6psg00000000000000001","by":"operator","method":"local-operator","vote":"approve","state":"approved","request":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"}""",
        ["approval.settled"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000t","at":"2026-03-02T12:00:00.123456Z","kind":"approval.settled","task":"tsk_01kjq6psg00000000000000001","approval":"apr_01kjq6psg00000000000000001","state":"void","cause":"release"}""",
        ["approval.spent"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000v","at":"2026-03-02T12:00:00.123456Z","kind":"approval.spent","task":"tsk_01kjq6psg00000000000000001","approval":"apr_01kjq6psg00000000000000001","decision":"dec_01kjq6psg00000000000000002"}""",
        ["keyring.changed"] =
            """{"v":1,"id":"ent_01kjq6psg0000000000000000n","at":"2026-03-02T12:00:00.123456Z","kind":"keyring.changed","made":["writs-2 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a","sealing-2"],"destroyed":["nonces-1"],"cause":"operator"}""",
    };

    public static TheoryData<string> Kinds() => [.. Samples.All.Select(static s => s.Kind)];

    [Fact]
    public void ToBytes_WritThatWasNarrowed_SaysFromWhichAndHow()
    {
        var entry = new LedgerEntry.WritIssued(Given.Task(1), Given.Writ(2), "a", Binding.Dpop, Given.Noon)
        {
            Id = Given.Entry(1), At = Given.Noon, From = Given.Writ(1), Narrowed = Digest256.Sha256("1"u8), Uses = 3,
        };
        using var json = JsonDocument.Parse(entry.ToBytes());
        Assert.Equal((Given.Writ(1).ToString(), 3), (json.RootElement.GetProperty("from").GetString(), json.RootElement.GetProperty("uses").GetInt32()));
        Assert.Equal(Digest256.Sha256("1"u8).ToString(), json.RootElement.GetProperty("narrowed").GetString());
    }

    [Fact]
    public void Samples_OfEveryNestedKind_AreThere() => Assert.Equal(
        typeof(LedgerEntry).GetNestedTypes().Where(static t => t.IsSubclassOf(typeof(LedgerEntry))).Select(static t => t.Name).Order(),
        Samples.All.Select(static s => s.GetType().Name).Order());

    [Fact]
    public void Kinds_AllOfThem_AreDistinctWords()
    {
        Assert.Equal(Samples.All.Length, Samples.All.Select(static s => s.Kind).Distinct().Count());
        Assert.All(Samples.All, static s => Assert.Matches("^[a-z]+\\.[a-z]+$", s.Kind));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ToBytes_OfAKind_AreTheGoldenOnes(string kind) => Assert.Equal(Goldens[kind], Text(Of(kind)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ToBytes_OfAKind_AreOneObjectThatBeginsTheSameAndNamesNothingTwice(string kind)
    {
        var entry = Of(kind);
        using var document = JsonDocument.Parse(entry.ToBytes(), new JsonDocumentOptions { AllowDuplicateProperties = false });
        var members = document.RootElement.EnumerateObject().Select(static m => m.Name).ToArray();
        string[] head = entry.Task.IsDefault ? ["v", "id", "at", "kind"] : ["v", "id", "at", "kind", "task"];
        Assert.Equal(head, members.Take(head.Length));
        Assert.Equal(1, document.RootElement.GetProperty("v").GetInt32());
        Assert.Equal(entry.Id.ToString(), document.RootElement.GetProperty("id").GetString());
        Assert.Equal("2026-03-02T12:00:00.123456Z", document.RootElement.GetProperty("at").GetString());
        Assert.All(members, static m => Assert.Matches("^[a-z_]+$", m));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ToBytes_Twice_AreTheSame(string kind) => Assert.Equal(Of(kind).ToBytes(), Of(kind).ToBytes());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ToBytes_WithSecretsPlanted_HoldNone(string kind)
    {
        Assert.DoesNotContain(Samples.Secret, Text(Of(kind)), StringComparison.Ordinal);
        Assert.DoesNotContain("424242", Text(Of(kind)), StringComparison.Ordinal);
        Assert.DoesNotContain("434343", Text(Of(kind)), StringComparison.Ordinal);
    }

    [Fact]
    public void ToBytes_LocalTime_IsWrittenInUniversalTime()
    {
        var entry = new LedgerEntry.EpochStarted(1, "first-start") { Id = Given.Entry(1), At = Given.Noon.ToOffset(TimeSpan.FromHours(5)) };
        Assert.Contains("\"at\":\"2026-03-02T12:00:00.000000Z\"", Text(entry), StringComparison.Ordinal);
    }

    [Fact]
    public void ToBytes_HostileText_IsEscapedOnOneLineOfAscii()
    {
        const string hostile = "a\"},{\"v\":2\n\r\t\0\u001b[31m\u007f\u2028\u202e\u00fc\ud83d\ude00</script>";
        var entries = new LedgerEntry[]
        {
            new LedgerEntry.EpochStarted(1, hostile) { Id = Given.Entry(1), At = Given.Noon },
            new LedgerEntry.MessageRefused(Given.Decision(1), default, hostile, hostile, hostile, hostile) { Id = Given.Entry(2), At = Given.Noon },
            Samples.Decided with { Action = hostile, Determining = [hostile], Codes = [hostile], Obligations = [hostile], ResourceType = hostile, Destination = hostile },
        };
        Assert.All(entries, static entry =>
        {
            var bytes = entry.ToBytes();
            Assert.DoesNotContain(bytes, static b => b is < 0x20 or > 0x7e);
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            Assert.Equal(1, document.RootElement.GetProperty("v").GetInt32());
        });
        Assert.Equal(hostile, JsonDocument.Parse(entries[0].ToBytes()).RootElement.GetProperty("cause").GetString());
    }

    [Fact]
    public void ToBytes_LoneSurrogate_IsReplacedRatherThanWrittenAsBadText() =>
        Assert.Equal("a\ufffdb", JsonDocument.Parse(new LedgerEntry.EpochStarted(1, "a\ud800b") { Id = Given.Entry(1), At = Given.Noon }.ToBytes()).RootElement.GetProperty("cause").GetString());

    [Fact]
    public void ToBytes_AbsentValues_LeaveTheirMembersOut()
    {
        var bare = Text(Samples.Decided with { Actor = Given.Actor, Writ = default, Definition = default });
        Assert.DoesNotContain("\"chain\"", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("\"writ\"", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("\"definition\"", bare, StringComparison.Ordinal);
        Assert.DoesNotContain("\"task\"", Text(new LedgerEntry.MessageRefused(Given.Decision(1), default, "tools", "authenticate", "refused", "W2100") { Id = Given.Entry(1), At = Given.Noon }), StringComparison.Ordinal);
        Assert.DoesNotContain("\"previous\"", Text(new LedgerEntry.ReleaseActivated(Given.Release, default) { Id = Given.Entry(1), At = Given.Noon }), StringComparison.Ordinal);
        Assert.DoesNotContain("\"release\"", Text(new LedgerEntry.TaskRefused(Given.Decision(1), Slug.Parse("a"), Slug.Parse("b"), default, []) { Id = Given.Entry(1), At = Given.Noon }), StringComparison.Ordinal);
    }

    [Fact]
    public void ToBytes_ReleaseThatWasPutBack_SaysItsNumberCauseSignersAndWhatWasPassedOver()
    {
        var entry = new LedgerEntry.ReleaseActivated(Given.Release, default)
        {
            Id = Given.Entry(1), At = Given.Noon, Sequence = 7, Cause = "rollback", Signers = [Slug.Parse("alice"), Slug.Parse("bob")], PassedOver = Given.Release,
        };
        Assert.EndsWith($"\"sequence\":7,\"cause\":\"rollback\",\"signers\":[\"alice\",\"bob\"],\"passed_over\":\"{Given.Release}\"}}", Text(entry), StringComparison.Ordinal);
        Assert.DoesNotContain("passed_over", Text(entry with { PassedOver = default }), StringComparison.Ordinal);
    }

    [Fact]
    public void ToBytes_ContainmentEnded_IsAKindOfItsOwn() =>
        Assert.Equal("containment.ended", (new LedgerEntry.Containment(ContainmentKey.Everything, Contained: false, "operator") { Id = Given.Entry(1), At = Given.Noon }).Kind);

    [Theory]
    [InlineData(Effects.Read, "read")]
    [InlineData(Effects.Write | Effects.Execute, "write,execute")]
    [InlineData(Effects.Unclassified, "destructive,egress")]
    [InlineData((Effects)31, "read,write,destructive,execute,egress")]
    public void ToBytes_Effects_AreNamedOneByOne(Effects effects, string expected)
    {
        using var document = JsonDocument.Parse((Samples.Decided with { Effects = effects }).ToBytes());
        Assert.Equal(expected, string.Join(',', document.RootElement.GetProperty("effects").EnumerateArray().Select(static e => e.GetString())));
    }

    [Fact]
    public void Leaf_OfAnEntry_IsItsIndexAndItsBytes()
    {
        var entry = Samples.Decided.ToBytes();
        var leaf = new byte[LedgerLeaf.Length(entry)];
        LedgerLeaf.Write(0x0102030405060708, entry, leaf);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], leaf.Take(8));
        Assert.Equal(entry, leaf[8..]);
        Assert.Equal(0x0102030405060708, BinaryPrimitives.ReadInt64BigEndian(leaf));
    }

    [Fact]
    public void Leaf_OfAMovedEntry_IsAnother()
    {
        var entry = Samples.Decided.ToBytes();
        var first = new byte[LedgerLeaf.Length(entry)];
        var second = new byte[LedgerLeaf.Length(entry)];
        LedgerLeaf.Write(1, entry, first);
        LedgerLeaf.Write(2, entry, second);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Leaf_DestinationTooShort_Throws() => Assert.Throws<ArgumentException>(() => LedgerLeaf.Write(1, [1, 2, 3], new byte[10]));

    private static LedgerEntry Of(string kind) => Samples.All.Single(s => s.Kind == kind);

    private static string Text(LedgerEntry entry) => Encoding.UTF8.GetString(entry.ToBytes());
}
