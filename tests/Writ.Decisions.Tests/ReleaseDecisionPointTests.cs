using Writ.Domain;

namespace Writ.Decisions.Tests;

public sealed class ReleaseDecisionPointTests
{
    private const string OwnCase = """
        @id("tickets/own-case")
        @reason("the case belongs to another customer")
        @fix("read the cases of the customer that the task is about")
        permit (principal in Writ::Agent::"support-agent", action in Writ::Action::"read", resource is Case)
        when { context.intent has resolve_ticket && resource.customer == context.intent.resolve_ticket.customer };
        """;

    private const string PermitAll = """@id("all") permit (principal, action, resource);""";

    [Fact]
    public void Decide_PermitHolds_Allows()
    {
        var decision = Given.Policies(OwnCase).Decide(Given.Call());

        Assert.Equal(Verdict.Allow, decision.Verdict);
        Assert.Equal(["tickets/own-case"], decision.Determining);
        Assert.Equal(Given.ReleaseId, decision.Release);
    }

    [Fact]
    public void Decide_WritNarrowedToLess_IsALawBesideTheTasksScope()
    {
        Scope Only(string action) => new([new ScopeEntry([ActionPattern.TryParse(action, out var pattern) ? pattern : default], [ResourcePattern.Any], System.Collections.Immutable.ImmutableSortedDictionary<string, Constraint>.Empty)]);
        var policies = Given.Policies(PermitAll);
        Assert.Equal(Verdict.Allow, policies.Decide(Given.Call() with { Narrowed = Only("files/read_text_file") }).Verdict);
        var denied = policies.Decide(Given.Call() with { Narrowed = Only("files/write_file") });
        Assert.Equal((Verdict.Deny, "W3123", "law/writ-scope"), (denied.Verdict, denied.Reasons[0].Code, denied.Reasons[0].Rule));
        Assert.Equal("W3123", policies.Decide(Given.Call() with { Narrowed = Scope.Nothing }).Reasons[0].Code);

        // It never widens: what the task's scope leaves out stays out.
        Assert.Equal("W3103", policies.Decide(Given.Call(action: "mail/send") with { Narrowed = Only("mail/send") }).Reasons[0].Code);
    }

    [Fact]
    public void Decide_AnotherCustomersCase_DeniesWithTheNearestPolicysReason()
    {
        var decision = Given.Policies(OwnCase).Decide(Given.Call(customer: "globex"));

        Assert.Equal(Verdict.Deny, decision.Verdict);
        var reason = Assert.Single(decision.Reasons);
        Assert.Equal(("W3107", "tickets/own-case"), (reason.Code, reason.Rule));
        Assert.Equal("the case belongs to another customer", reason.Text);
    }

    [Fact]
    public void Decide_NoPolicyFits_DeniesByDefault()
    {
        var decision = Given.Policies("""permit (principal, action == Writ::Action::"other/x", resource);""").Decide(Given.Call());

        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal("default-deny", decision.Reasons[0].Rule);
    }

    [Fact]
    public void Decide_ForbidHolds_DeniesWhateverIsPermitted()
    {
        var decision = Given.Policies(PermitAll, """@id("no") @reason("not today") forbid (principal, action, resource);""").Decide(Given.Call());

        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal(("W3108", "no", "not today"), (decision.Reasons[0].Code, decision.Reasons[0].Rule, decision.Reasons[0].Text));
    }

    [Fact]
    public void Decide_APolicyErrors_Denies()
    {
        var decision = Given.Policies(PermitAll, """@id("broken") forbid (principal, action, resource) when { context.nothing.here };""").Decide(Given.Call());

        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal(("W3106", "broken"), (decision.Reasons[0].Code, decision.Reasons[0].Rule));
    }

    [Fact]
    public void Decide_OnlyDischargeableForbidsHold_StepsUp()
    {
        var decision = Given.Policies(PermitAll, """@id("ask") @approval("owner") forbid (principal, action, resource);""").Decide(Given.Call());

        Assert.Equal(Verdict.StepUp, decision.Verdict);
        Assert.Equal(new Obligation(Obligation.Approval, "owner", "ask"), Assert.Single(decision.Obligations));
    }

    [Fact]
    public void Decide_DischargeableForbidWithoutAPermit_Denies()
    {
        var decision = Given.Policies("""@id("ask") @approval("owner") forbid (principal, action, resource);""", """permit (principal, action == Writ::Action::"other/x", resource);""").Decide(Given.Call());

        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal("W3107", decision.Reasons[0].Code);
    }

    [Fact]
    public void Decide_ADischargeableAndAPlainForbidHold_Denies()
    {
        var decision = Given.Policies(PermitAll, """@id("ask") @approval("owner") forbid (principal, action, resource);""", """@id("no") forbid (principal, action, resource);""").Decide(Given.Call());

        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal("no", Assert.Single(decision.Reasons).Rule);
    }

    [Fact]
    public void Decide_StepUpForAnAgentUnderWritsOwnUid_Denies()
    {
        var decision = Given.Policies(PermitAll, """@id("ask") @approval("owner") forbid (principal, action, resource);""")
            .Decide(Given.Call(task: Given.Task(Assurance.SameUid)));

        Assert.Equal(Verdict.Deny, decision.Verdict);
        Assert.Equal("W3122", decision.Reasons[0].Code);
    }

    [Fact]
    public void Decide_SeveralPoliciesOblige_TheirUnionIsOwed()
    {
        var decision = Given.Policies("""@id("a") @obligation("redact /email") permit (principal, action, resource);""", """@id("b") @obligation("watermark") permit (principal, action, resource);""")
            .Decide(Given.Call());

        Assert.Equal(Verdict.Allow, decision.Verdict);
        Assert.Equal([new Obligation("redact", "/email", "a"), new Obligation("watermark", "", "b")], decision.Obligations);
    }

    [Theory]
    [InlineData(TaskState.Suspended, Effects.Read, "W3110")]
    [InlineData(TaskState.Completed, Effects.Read, "W3110")]
    [InlineData(TaskState.Revoked, Effects.Read, "W3110")]
    [InlineData(TaskState.Expired, Effects.Read, "W3110")]
    [InlineData(TaskState.Downgraded, Effects.Write, "W3110")]
    [InlineData(TaskState.None, Effects.Read, "W3110")]
    public void Decide_TaskDoesNotAdmitTheAction_Denies(TaskState state, Effects effects, string code)
    {
        var decision = Given.Policies(PermitAll).Decide(Given.Call(effects: effects, task: Given.Task(state: state)));

        Assert.Equal((Verdict.Deny, code), (decision.Verdict, decision.Reasons[0].Code));
    }

    [Fact]
    public void Decide_DowngradedTaskReads_Allows() =>
        Assert.Equal(Verdict.Allow, Given.Policies(PermitAll).Decide(Given.Call(task: Given.Task(state: TaskState.Downgraded))).Verdict);

    [Theory]
    [InlineData(3600)]
    [InlineData(600)]
    public void Decide_DeadlineOrIdleTimePassed_Denies(int seconds) =>
        Assert.Equal("W3110", Given.Policies(PermitAll).Decide(Given.Call(now: Given.Now.AddSeconds(seconds))).Reasons[0].Code);

    [Fact]
    public void Decide_DefinitionChanged_Denies() =>
        Assert.Equal("W3116", Given.Policies(PermitAll).Decide(Given.Call(pinned: false)).Reasons[0].Code);

    [Fact]
    public void Decide_ToolOutsideTheScope_Denies() =>
        Assert.Equal("W3103", Given.Policies(PermitAll).Decide(Given.Call("other/tool")).Reasons[0].Code);

    [Theory]
    [InlineData("""{"a":{"b":1e400}}""")]
    [InlineData("""{"a":9007199254740993}""")]
    [InlineData("""{"a":[-9007199254740993]}""")]
    [InlineData("""{"a":0.12345}""")]
    public void Decide_NumberThatPolicyAndServerMightNotReadAlike_Denies(string arguments) =>
        Assert.Equal("W3105", Given.Policies(PermitAll).Decide(Given.Call(arguments: arguments)).Reasons[0].Code);

    [Fact]
    public void Decide_MemberThatNamesItselfAtLength_IsToldShortAndEscaped()
    {
        var name = "a\u202e\u3164\n` is fine. `" + new string('x', 100_000);
        var arguments = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, object> { [name] = new Dictionary<string, double> { [name] = 0.12345 } });
        var reason = Given.Policies(PermitAll).Decide(Given.Call(arguments: arguments)).Reasons[0];
        Assert.Equal("W3105", reason.Code);
        Assert.StartsWith("the argument `a\\u{202e}\\u{3164}\\u{a}\\u{60} is fine. \\u{60}xxx", reason.Text, StringComparison.Ordinal);
        Assert.InRange(reason.Text.Length, 1, 300);
        Assert.Equal(2, reason.Text.Count('`'));
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""", Verdict.Deny)]
    [InlineData("""{"a":[{"b":"x\udc00\ud800"}]}""", Verdict.Deny)]
    [InlineData("""{"\ud800":1}""", Verdict.Deny)]
    [InlineData("""{"a":"\ud83d\ude00","\ud83d\ude00":1}""", Verdict.Allow)]
    public void Decide_HalfASurrogatePair_DeniesWithoutThrowing(string arguments, Verdict verdict)
    {
        var decision = Given.Policies(PermitAll).Decide(Given.Call(arguments: arguments));
        Assert.Equal(verdict, decision.Verdict);
        if (verdict == Verdict.Deny) Assert.Equal("W3105", decision.Reasons[0].Code);
    }

    [Theory]
    [InlineData("""{"amount":7}""", "context.input.amount == 7")]
    [InlineData("""{"amount":-9007199254740992}""", "context.input.amount < 0")]
    [InlineData("""{"rate":1.5}""", """context.input.rate == decimal("1.5")""")]
    [InlineData("""{"ok":true}""", "context.input.ok")]
    [InlineData("""{"tags":["a","b"]}""", """context.input.tags.contains("b")""")]
    [InlineData("""{"to":{"host":"x.example"}}""", """context.input.to.host like "*.example" """)]
    [InlineData("""{"none":null}""", "!(context.input has none)")]
    [InlineData("""{"intent":"x","now":"y"}""", """context.intent has resolve_ticket && context.now > datetime("2000-01-01")""")]
    [InlineData("{}", """context.actor.assurance == "separate-uid" && context.actor.binding == "socket" && context.actor.attestation == "launcher" """)]
    [InlineData("{}", """context.task.channel == "launcher" && context.task.has_goal == false""")]
    [InlineData("{}", """context.destination.kind == "server" && context.destination.name == "files" """)]
    [InlineData("{}", """resource in Writ::Server::"files" && principal in Writ::Agent::"support-agent" """)]
    [InlineData("{}", """action in Writ::Action::"tools" && action in Writ::Action::"read" && !(action in Writ::Action::"write")""")]
    public void Decide_Vocabulary_IsAsDocumented(string arguments, string condition) =>
        Assert.Equal(Verdict.Allow, Given.Policies($"permit (principal, action, resource) when {{ {condition} }};").Decide(Given.Call(arguments: arguments)).Verdict);

    // Without the composed vocabulary: what a check against it finds right never holds, or is an error.
    [Theory]
    [InlineData("""{"x":5}""", """context.input.x == decimal("5.0")""", """context.input.x.lessThan(decimal("9.0"))""", "context.input.x == 5")]
    [InlineData("""{"x":5.0}""", "context.input.x == 5", "context.input.x < 10", """context.input.x == decimal("5.0")""")]
    [InlineData("""{"x":"10.0.0.1"}""", """context.input.x == ip("10.0.0.1")""", """context.input.x.isInRange(ip("10.0.0.0/8"))""", """context.input.x == "10.0.0.1" """)]
    [InlineData("""{"x":"2026-01-01"}""", """context.input.x == datetime("2026-01-01")""", """context.input.x < datetime("2027-01-01")""", """context.input.x == "2026-01-01" """)]
    [InlineData("""{"x":{"a":"b"}}""", """context.input.x == [{ key: "a", value: "b" }]""", """context.input.x.contains({ key: "a", value: "b" })""", """context.input.x == { a: "b" }""")]
    public void Decide_ArgumentsOfUndeclaredTypes_AreComparedAsTheyWereWritten(string arguments, string never, string error, string holds)
    {
        string? Denied(string condition) => Given.Policies(PermitAll, $"@id(\"no\") forbid (principal, action, resource) when {{ {condition} }};").Decide(Given.Call(arguments: arguments)).Reasons.FirstOrDefault()?.Code;
        Assert.Equal((null, "W3106", "W3108"), (Denied(never), Denied(error), Denied(holds)));
    }

    // Every assurance and every attestation has its word, so that a rule can ask for each.
    [Fact]
    public void Decide_EachAssuranceAndAttestation_IsSeenByPolicy()
    {
        foreach (var (assurance, word) in (ReadOnlySpan<(Assurance, string)>)[(Assurance.Unknown, "unknown"), (Assurance.SameUid, "same-uid"), (Assurance.SeparateUid, "separate-uid"), (Assurance.Sandboxed, "sandboxed"), (Assurance.Remote, "remote")])
        {
            var point = Given.Policies($"permit (principal, action, resource) when {{ context.actor.assurance == \"{word}\" }};");
            Assert.Equal(Verdict.Allow, point.Decide(Given.Call(task: Given.Task(assurance))).Verdict);
            Assert.Equal(Verdict.Allow, point.DecideOpening(Given.Task(assurance), Given.Now).Verdict);
            Assert.Equal(Verdict.Deny, point.Decide(Given.Call(task: Given.Task(assurance == Assurance.Remote ? Assurance.SameUid : Assurance.Remote))).Verdict);
        }

        foreach (var (method, word) in (ReadOnlySpan<(AttestationMethod, string)>)[(AttestationMethod.None, "none"), (AttestationMethod.Launcher, "launcher"), (AttestationMethod.Registration, "registration"), (AttestationMethod.JoinToken, "join-token"), (AttestationMethod.Issuer, "issuer")])
        {
            var task = Given.Task();
            task = task with { Actor = task.Actor with { Method = method } };
            var point = Given.Policies($"permit (principal, action, resource) when {{ context.actor.attestation == \"{word}\" }};");
            Assert.Equal(Verdict.Allow, point.Decide(Given.Call(task: task)).Verdict);
            Assert.Equal(Verdict.Deny, point.Decide(Given.Call(task: task with { Actor = task.Actor with { Method = (AttestationMethod)(((int)method + 1) % 5) } })).Verdict);
        }
    }

    [Fact]
    public void Decide_UnclassifiedTool_CountsAsDestructiveAndEgress()
    {
        var point = Given.Policies(PermitAll, """@id("wild") forbid (principal, action in [Writ::Action::"destructive", Writ::Action::"egress"], resource);""");

        Assert.Equal("wild", point.Decide(Given.Call(effects: Effects.Unclassified, classified: false)).Reasons[0].Rule);
    }

    [Fact]
    public void DecideOpening_PermittedForTheIntent_Allows()
    {
        var point = Given.Policies("""permit (principal in Writ::Agent::"support-agent", action == Writ::Action::"task/open", resource == Writ::Intent::"resolve-ticket");""");

        Assert.Equal(Verdict.Allow, point.DecideOpening(Given.Task(), Given.Now).Verdict);
    }

    [Fact]
    public void DecideOpening_NotPermitted_Denies() =>
        Assert.Equal("W3107", Given.Policies(OwnCase).DecideOpening(Given.Task(), Given.Now).Reasons[0].Code);

    [Fact]
    public void Decision_Default_Denies()
    {
        Decision nobody = default;

        Assert.Equal(Verdict.Deny, nobody.Verdict);
        Assert.Equal("W3100", Assert.Single(nobody.Reasons).Code);
        Assert.Empty(nobody.Obligations);
    }
}
