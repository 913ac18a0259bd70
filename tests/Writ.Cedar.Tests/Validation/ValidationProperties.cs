using FsCheck;
using FsCheck.Fluent;
using Writ.Cedar.Authorization;
using Writ.Cedar.Evaluation;
using Writ.Cedar.Schema;
using Writ.Cedar.Tests.Testing;
using Writ.Cedar.Validation;

namespace Writ.Cedar.Tests.Validation;

public sealed class ValidationProperties
{
    private static readonly Gen<int> Seed = Gen.Choose(0, int.MaxValue);

    private static readonly ValidationOptions Permissive = new() { Mode = ValidationMode.Permissive };

    // What validation promises: a policy that passes errs only by overflow, when no entity that is named is missing. Permissive
    // mode also lets extension values be made of text that only the request brings.
    [Theory]
    [InlineData(ValidationMode.Strict, EvaluationErrorKind.Overflow)]
    [InlineData(ValidationMode.Permissive, EvaluationErrorKind.MalformedExtension)]
    public void Validate_PolicyThatPasses_ErrsOnlyByOverflow(ValidationMode mode, EvaluationErrorKind tolerated)
    {
        var passed = 0;
        Always.Holds(Seed, seed =>
        {
            var chance = new Random(seed);
            var policies = PolicySet.Parse(new TypedPolicyWriter(chance, slips: 0.02).Policy());
            if (!PolicyValidator.Validate(policies, TypedWorld.Schema, new() { Mode = mode }).Passed) return true;
            passed++;
            var entities = TypedWorld.Entities(chance);
            return Enumerable.Range(0, 4).All(_ =>
            {
                var request = TypedWorld.Request(chance);
                Assert.Null(SchemaConformance.Check(TypedWorld.Schema, request));
                return Authorizer.Authorize(request, policies, entities).Errors.All(error => error.Error.Kind == EvaluationErrorKind.Overflow || error.Error.Kind == tolerated);
            });
        });
        Assert.True(passed > 5_000, $"only {passed} policies passed: the property says too little");
    }

    [Fact]
    public void Validate_ImpossiblePolicy_NeverHolds() => Always.Holds(Seed, seed =>
    {
        var chance = new Random(seed);
        var policies = PolicySet.Parse(new TypedPolicyWriter(chance, slips: 0).Policy());
        var result = PolicyValidator.Validate(policies, TypedWorld.Schema);
        if (!result.Passed || result.Warnings.All(warning => warning.Kind != ValidationKind.ImpossiblePolicy)) return true;
        var response = Authorizer.Authorize(TypedWorld.Request(chance), policies, TypedWorld.Entities(chance));
        return response.Permits.IsEmpty && response.Forbids.IsEmpty;
    });

    [Fact]
    public void Validate_WhatStrictTakes_PermissiveTakes() => Always.Holds(Seed, seed =>
    {
        var policies = PolicySet.Parse(new TypedPolicyWriter(new Random(seed), slips: 0.05).Policy());
        return !PolicyValidator.Validate(policies, TypedWorld.Schema).Passed || PolicyValidator.Validate(policies, TypedWorld.Schema, Permissive).Passed;
    });

    [Fact]
    public void Validate_HigherLevel_RefusesNothingMore() => Always.Holds(Seed, seed =>
    {
        var policies = PolicySet.Parse(new TypedPolicyWriter(new Random(seed), slips: 0).Policy());
        var passes = Enumerable.Range(0, 4).Select(level => PolicyValidator.Validate(policies, TypedWorld.Schema, new() { MaxLevel = level }).Passed).ToArray();
        return passes.SequenceEqual(passes.Order()) && (!passes[^1] || PolicyValidator.Validate(policies, TypedWorld.Schema).Passed);
    }, cases: 2_000);

    [Fact]
    public void Validate_AnyPolicyThatParses_GivesAVerdict() => Always.Holds(ExpressionGen.Any, text =>
    {
        if (!PolicySet.TryParse($"permit(principal, action, resource) when {{ {text} }};", out var policies, out _)) return true;
        foreach (var options in new[] { ValidationOptions.Default, Permissive, new ValidationOptions { MaxLevel = 1, Profile = ValidationProfile.Cedar410 } })
        {
            var result = PolicyValidator.Validate(policies, Validating.Schema, options);
            if (result.Passed != result.Errors.IsEmpty || result.Errors.Concat(result.Warnings).Any(finding => finding.Message.Contains('\n') || finding.Kind == ValidationKind.Internal)) return false;
        }

        return true;
    });
}
